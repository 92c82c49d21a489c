// Hands on keys. A key presses what carries it as data-hotkey; j and k walk the list.
export function bindKeys() {
  document.addEventListener('keydown', event => {
    const field = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return sendFrom(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape' && document.querySelector(':popover-open')) return;
    if (event.key === 'Escape' && closeMenu()) return event.preventDefault();
    if (field) {
      if (event.key === 'Escape') leave(field, event);
      return;
    }
    if (event.key === 'j' || event.key === 'k') return walk(event.key === 'j' ? 1 : -1, event);
    const target = [...document.querySelectorAll(`[data-hotkey="${CSS.escape(event.key)}"]`)].find(t => event.key === 'Escape' || t.checkVisibility());
    if (!target) return;
    event.preventDefault();
    press(target);
  });
}

/** Puts an open menu away; what had the focus in it gives it back to the menu's button. */
export function closeMenu(except) {
  const menu = [...document.querySelectorAll('details.more[open]')].find(m => !except || !m.contains(except));
  if (!menu) return false;
  if (menu.contains(document.activeElement)) menu.querySelector('summary').focus({ preventScroll: true });
  menu.open = false;
  return true;
}

function press(target) {
  if (target.matches('input')) return target.select();
  const area = target.getAttribute('aria-pressed') === 'true' && document.querySelector('#composer textarea');
  if (area) area.focus();
  else target.click();
}

function sendFrom(event) {
  const form = event.target.closest?.('form[data-send]');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('.composer-foot > button:not([type])'));
}

function leave(field, event) {
  event.preventDefault();
  field.blur();
  (document.getElementById('scroll') ?? document.getElementById('cards'))?.focus({ preventScroll: true });
}

function walk(by, event) {
  const cards = [...document.querySelectorAll('#cards > li > a')].filter(c => c.checkVisibility());
  if (!cards.length) return;
  event.preventDefault();
  let at = cards.indexOf(document.activeElement);
  if (at < 0) at = cards.findIndex(c => c.hasAttribute('aria-current'));
  const next = at < 0 ? cards[by > 0 ? 0 : cards.length - 1] : cards[Math.min(cards.length - 1, Math.max(0, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
