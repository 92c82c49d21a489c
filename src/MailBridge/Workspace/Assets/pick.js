// What is chosen from a menu of ready texts comes in where the cursor stands.
import { announce } from './app.js';
import { say } from './send.js';

export async function pick(link) {
  const form = link.closest('form');
  const menu = link.closest('details');
  const area = form.querySelector('textarea');
  const state = form.querySelector('input[name="state"]');
  const url = new URL(link.href);
  // The form remembers what its author had seen, and what came in before.
  url.searchParams.set('state', state.value);
  url.searchParams.set('alone', '1');
  try {
    const answer = await fetch(url, { headers: { 'X-Fragment': 'main' }, credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const filled = page.querySelector('#composer textarea');
    if (!filled?.value) return say(form, { reason: page.querySelector('#composer .mark, #composer .refusal')?.textContent.trim() ?? 'This could not be fetched. Reload the page and choose again.' });
    state.value = page.querySelector('#composer input[name="state"]').value;
    area.setRangeText(filled.value, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
    menu.open = false;
    area.focus();
    say(form, null);
    announce(`${link.textContent.trim()} is in your reply.`);
  } catch {
    say(form, { reason: 'No connection, so nothing came in. Nothing you wrote is lost; choose again.' });
  }
}

// A menu opens with a slash where nothing is written yet, and goes away as menus do: by Escape, and by doing something elsewhere.
export function bindMenus() {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const open = event.target.closest?.('details[data-pick-menu][open]');
    if (open) return walk(open, event);
    const menu = event.key === '/' && event.target.matches?.('textarea') && event.target.value === '' && event.target.form?.querySelector('details[data-pick-menu]');
    if (!menu) return;
    event.preventDefault();
    menu.open = true;
    menu.querySelector('a')?.focus();
  });
  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest?.('details[data-pick-menu][open]');
    if (!menu) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', event => {
    for (const menu of document.querySelectorAll('details[data-pick-menu][open]')) if (!menu.contains(event.target)) menu.open = false;
  });
}

// Up and down walk the menu; a second slash was meant as one.
function walk(menu, event) {
  const links = [...menu.querySelectorAll('a')];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by && event.key !== '/') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (by) return links[Math.min(links.length - 1, Math.max(0, links.indexOf(document.activeElement) + by))]?.focus();
  const area = menu.closest('form').querySelector('textarea');
  menu.open = false;
  area.setRangeText('/', area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.focus();
}
