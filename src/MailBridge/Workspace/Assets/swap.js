// Puts the new state of a page into the one that is shown: what is the same stays the same element, so focus, selection, scroll and what is being
// written stay where they are.

/** Swaps regions of the page. `slide` lets what is new slide in. */
export function swap(next, regions, slide) {
  const frame = document.getElementById('frame');
  const nextFrame = next.getElementById('frame');
  if (!nextFrame) return;
  if (next.title) document.title = next.title;
  frame.dataset.pane = nextFrame.dataset.pane;
  const focus = focusPath();
  const anchor = anchorOf(document.getElementById('cards'));
  const scroll = document.getElementById('scroll');
  const atEnd = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  const posts = document.querySelectorAll('#posts > li').length;
  for (const id of regions) {
    const was = document.getElementById(id);
    const will = next.getElementById(id);
    if (was && will) merge(was, will, slide);
    else if (was) was.remove();
    else if (will) frame.insertBefore(document.importNode(will, true), id === 'main' ? null : document.getElementById('main'));
  }
  anchor?.();
  if (slide && scroll?.isConnected) {
    if (atEnd) scroll.scrollTop = scroll.scrollHeight;
    else if (document.querySelectorAll('#posts > li').length > posts) offerNewest(scroll);
  }
  if (focus && (document.activeElement === document.body || !document.activeElement)) document.querySelector(focus)?.focus({ preventScroll: true });
}

function merge(was, will, slide) {
  for (const name of ['aria-current', 'aria-label', 'role', 'data-scope', 'data-v', 'data-conversation']) {
    if (will.hasAttribute(name)) was.setAttribute(name, will.getAttribute(name));
    else was.removeAttribute(name);
  }
  const olds = new Map([...was.children].map(child => [keyOf(child), child]));
  let place = was.firstElementChild;
  for (const next of [...will.children]) {
    const old = olds.get(keyOf(next));
    olds.delete(keyOf(next));
    let node = old;
    if (!old) node = arrive(next, slide && 'slide' in was.dataset);
    else if ('parts' in next.dataset) merge(old, next, slide);
    else if (isSame(old, next)) markCurrent(old, next);
    else {
      node = document.importNode(next, true);
      keepOpen(old, node);
      if (place === old) place = node;
      old.replaceWith(node);
    }
    if (node === place) place = place.nextElementSibling;
    else was.insertBefore(node, place);
  }
  for (const old of olds.values()) old.remove();
}

const keyOf = element => `${element.id} ${element.dataset.conversation ?? ''}`;

function isSame(old, next) {
  return 'v' in next.dataset ? old.dataset.v === next.dataset.v : old.outerHTML === next.outerHTML;
}

function arrive(next, slide) {
  const node = document.importNode(next, true);
  if (slide) {
    node.classList.add('arrived');
    node.addEventListener('animationend', () => node.classList.remove('arrived'), { once: true });
  }
  return node;
}

function markCurrent(old, next) {
  const [a, b] = [old.querySelector(':scope > a'), next.querySelector(':scope > a')];
  if (!a || !b) return;
  a.setAttribute('href', b.getAttribute('href'));
  if (b.hasAttribute('aria-current')) a.setAttribute('aria-current', 'true');
  else a.removeAttribute('aria-current');
}

function keepOpen(old, node) {
  const folds = old.querySelectorAll('details');
  node.querySelectorAll('details').forEach((fold, i) => { fold.open = folds[i]?.open ?? false; });
}

function focusPath() {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  const holder = active.closest('[id]');
  return holder && `#${CSS.escape(holder.id)} ${active.localName}`;
}

// What is under the pointer, or read at the top of a scrolled list, does not move when something comes in above it.
function anchorOf(list) {
  if (!list) return null;
  const cards = [...list.children];
  const card = cards.find(c => c.matches(':hover')) ?? cards.find(c => c.contains(document.activeElement))
    ?? (list.scrollTop > 0 ? cards.find(c => c.offsetTop >= list.scrollTop) : null);
  if (!card) return null;
  const top = card.getBoundingClientRect().top;
  return () => {
    const now = document.getElementById(card.id);
    if (now) list.scrollTop += now.getBoundingClientRect().top - top;
  };
}

function offerNewest(scroll) {
  if (document.querySelector('.newer')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button primary newer';
  button.textContent = 'New below ↓';
  const leave = () => { button.remove(); scroll.removeEventListener('scroll', look); };
  const look = () => { if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60) leave(); };
  button.addEventListener('click', () => { scroll.scrollTo({ top: scroll.scrollHeight, behavior: 'smooth' }); leave(); });
  scroll.addEventListener('scroll', look);
  scroll.after(button);
}
