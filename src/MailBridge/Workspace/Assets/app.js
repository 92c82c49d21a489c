// The page works without this script. With it, pages change in place, stay live, and forms say beside their button what came of them.
import { listen } from './live.js';
import { bindKeys, closeMenu } from './keys.js';
import { bindForms } from './send.js';
import { restoreDrafts } from './drafts.js';
import { tellTimes } from './time.js';
import { swap } from './swap.js';

const all = ['nav', 'list', 'main'];
let latest = 0;

/**
 * Fetches regions of a page and puts them in place. Gives 'shown'; 'late' when the person has gone on meanwhile, so that nothing is touched; or 'whole'
 * when the page has to be loaded as a whole.
 */
export async function load(url, regions = all, { slide = false } = {}) {
  const mine = regions === all ? ++latest : latest;
  const answer = await fetch(url, { headers: { 'X-Fragment': regions.join(' ') }, credentials: 'same-origin' });
  const path = new URL(answer.url).pathname;
  if (path.startsWith('/workspace/')) return 'whole';
  const html = await answer.text();
  if (mine !== latest) return 'late';
  const next = new DOMParser().parseFromString(html, 'text/html');
  if (!next.getElementById('nav') && regions === all) return 'whole';
  swap(next, regions, slide);
  settle();
  return 'shown';
}

let going = 0;

/** True while the person is on the way to another page. */
export const isGoing = () => going > 0;

/** Goes to a page of ours without loading it as a whole. */
export async function go(url, options) {
  going++;
  try {
    await move(url, options);
  } finally {
    going--;
  }
}

async function move(url, { replace = false, focus = true, push = true } = {}) {
  const from = document.getElementById('thread')?.dataset.conversation;
  try {
    const came = await load(url);
    if (came === 'late') return;
    if (came === 'whole') return location.assign(url);
  } catch {
    return location.assign(url);
  }
  if (push) history[replace ? 'replaceState' : 'pushState']({}, '', url);
  const nav = document.getElementById('nav');
  if (nav?.matches(':popover-open')) nav.hidePopover();
  const entry = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  entry?.classList.add('target');
  if (entry) entry.scrollIntoView({ block: 'center' });
  else if (atEnd || from !== document.getElementById('thread')?.dataset.conversation) toBottom();
  const field = document.querySelector('#main [autofocus]');
  if (field) field.focus({ preventScroll: true });
  else if (focus) document.querySelector('#main h1[tabindex]')?.focus({ preventScroll: true });
}

/** Says something to people who cannot see it. */
export function announce(text) {
  if (!text) return;
  const line = document.createElement('p');
  line.textContent = text;
  const log = document.getElementById('announce');
  log.append(line);
  while (log.children.length > 5) log.firstChild.remove();
}

export function toBottom() {
  const scroll = document.getElementById('scroll');
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

// Who reads the newest post goes on reading it when the composer grows or shrinks.
let atEnd = true;
const keepEnd = new ResizeObserver(() => { if (atEnd) toBottom(); });
document.addEventListener('scroll', ({ target }) => {
  if (target.id === 'scroll') atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 60;
}, true);

function settle() {
  keepEnd.disconnect();
  const scroll = document.getElementById('scroll');
  if (scroll) keepEnd.observe(scroll);
  tellTimes();
  restoreDrafts();
  for (const button of document.querySelectorAll('[data-open][hidden]')) button.hidden = false;
}

const ours = /^\/($|compose$|channels\/|c\/|n\/|search$|customers\/)/;

function isOurs(url) {
  return document.getElementById('nav') && url.origin === location.origin && ours.test(url.pathname);
}

document.addEventListener('click', event => {
  closeMenu(event.target);
  const opener = event.target.closest('[data-open]');
  if (opener) return document.getElementById(opener.dataset.open).showModal();
  if (event.target.closest('[data-dismiss]')) return document.getElementById('sheet').close();
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute('download') || 'plain' in link.dataset) return;
  const url = new URL(link.href);
  if ('sheet' in link.dataset) {
    event.preventDefault();
    return openSheet(link.href);
  }
  if (!isOurs(url) || url.href.split('#')[0] === location.href.split('#')[0] && url.hash) return;
  event.preventDefault();
  go(url.href);
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'get') return;
  const url = new URL(form.getAttribute('action'), location);
  if (!isOurs(url)) return;
  event.preventDefault();
  url.search = new URLSearchParams(new FormData(form)).toString();
  go(url.href, { replace: 'compose' in form.dataset });
  if (form.id === 'nav-search') form.reset();
});

async function openSheet(url) {
  const answer = await fetch(url, { headers: { 'X-Fragment': 'main' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('page');
  if (!page) return location.assign(url);
  page.removeAttribute('id');
  const nav = document.getElementById('nav');
  if (nav?.matches(':popover-open')) nav.hidePopover();
  const sheet = document.getElementById('sheet');
  sheet.replaceChildren(document.importNode(page, true));
  sheet.showModal();
  (sheet.querySelector('[autofocus]') ?? sheet.querySelector('input'))?.focus();
}

// A click beside a dialog puts it away.
document.addEventListener('click', event => {
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
  }
});

addEventListener('popstate', () => go(location.href, { push: false }));

bindKeys();
bindForms();
settle();
if (!location.hash) toBottom();
if (document.body.dataset.live) listen(document.body.dataset.live);
