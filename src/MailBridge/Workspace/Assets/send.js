// Sends forms in place and says beside the button what came of it.
// A form's own fields are called action and target: form.action would be one of them, hence getAttribute.
import { announce, go, toBottom } from './app.js';
import { dropDraft } from './drafts.js';

export function bindForms() {
  document.addEventListener('submit', event => {
    const form = event.target;
    if ('themeSwitch' in form.dataset) {
      event.preventDefault();
      switchTheme(form, event.submitter);
    } else if ('send' in form.dataset) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });
}

async function send(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  button?.setAttribute('aria-disabled', 'true');
  const body = new URLSearchParams(new FormData(form, button));
  say(form, null);
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    await show(form, await answer.json());
  } catch {
    // The same press may be sent again: its name in the form is the same, so it happens once.
    say(form, { reason: 'No connection, so nothing is known to be done. Nothing you wrote is lost; try again.' });
  } finally {
    delete form.dataset.busy;
    button?.removeAttribute('aria-disabled');
  }
}

async function show(form, answer) {
  if (answer.is === 'held' || answer.is === 'refused') return say(form, answer);
  if (answer.is === 'done') {
    dropDraft(form);
    announce(answer.says ?? 'Done.');
    form.closest('dialog')?.close();
    // The composer is kept as it is through every swap but this one.
    form.closest('#composer')?.removeAttribute('data-v');
    if (new URL(answer.at, location).pathname === '/' && form.getAttribute('action').endsWith('/try-out')) return;
  }
  await go(answer.at, { replace: true });
  toBottom();
}

function say(form, answer) {
  const outcome = form.querySelector('.outcome');
  outcome.replaceChildren();
  if (!answer) return;
  const said = document.getElementById('said').content.cloneNode(true);
  said.querySelector('span').textContent = answer.reason;
  outcome.append(said);
  if (answer.confirm) {
    const confirm = document.createElement('button');
    Object.assign(confirm, { className: 'button', name: 'confirmed', value: '1', textContent: answer.confirm });
    outcome.append(confirm);
    confirm.focus();
  }
}

async function switchTheme(form, button) {
  const theme = button.value;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(new FormData(form, button)), redirect: 'manual' });
  await go(location.href, { replace: true, focus: false });
  document.querySelector('[data-theme-switch] button')?.focus();
  announce(`Theme: ${theme || 'automatic'}`);
}
