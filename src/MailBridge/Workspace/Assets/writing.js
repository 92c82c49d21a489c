// Tells the others that somebody is writing a reply, while that is so: from the first look into the field until it is left empty, sent or gone.
const renew = 60_000;
let form, toldAt = 0;

export function bindWriting() {
  document.addEventListener('focusin', look);
  document.addEventListener('input', look);
  document.addEventListener('focusout', ({ target }) => {
    // An input event follows when what is left is only this field for another of the form.
    if (form && target.closest?.('form') === form && !area(form).value) setTimeout(() => { if (form && !isWriting(form)) end(); }, 300);
  });
  addEventListener('pagehide', () => end(true));
  setInterval(() => { if (form && form.isConnected && isWriting(form) && !document.hidden) begin(form); }, renew / 2);
}

/** After the page has changed: whoever has gone on is no longer writing. */
export function stillWriting() {
  if (form && !form.isConnected) end();
}

const area = form => form.querySelector('textarea');
const isWriting = form => area(form) === document.activeElement || area(form).value !== '';

function look({ target }) {
  const here = target.closest?.('form[data-writing]');
  if (!here || target !== area(here)) return;
  if (form && form !== here) end();
  if (form !== here || Date.now() - toldAt > renew) begin(here);
}

function begin(here) {
  form = here;
  toldAt = Date.now();
  tell(here, '1', false);
}

function end(isLast = false) {
  if (!form) return;
  tell(form, '0', isLast);
  form = null;
}

// A courtesy: where it does not arrive, nothing is lost.
function tell(form, on, isLast) {
  const body = new URLSearchParams({ conversation: form.dataset.writing, on });
  for (const name of ['token', 'as', 'nonce']) body.set(name, form.querySelector(`input[name="${name}"]`)?.value ?? '');
  fetch('/workspace/writing', { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin', keepalive: isLast }).catch(() => {});
}
