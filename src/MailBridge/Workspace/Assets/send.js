// Sends forms in place and says beside the button what came of it.
// A form's own fields are called action and target: form.action would be one of them, hence getAttribute.
import { announce, go, isGoing, toBottom } from './app.js';
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
  const heavy = tooHeavy(form);
  if (heavy) return say(form, { reason: heavy });
  form.dataset.busy = '1';
  button?.setAttribute('aria-disabled', 'true');
  const data = new FormData(form, button);
  const body = form.getAttribute('enctype') ? data : new URLSearchParams(data);
  const here = location.href;
  say(form, null);
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    await show(form, await answer.json(), here);
  } catch {
    // The same press may be sent again: its name in the form is the same, so it happens once.
    say(form, { reason: 'No connection, so nothing is known to be done. Nothing you wrote is lost; try again.' });
  } finally {
    delete form.dataset.busy;
    button?.removeAttribute('aria-disabled');
  }
}

// Said before an upload that would only be refused behind its last byte.
function tooHeavy(form) {
  for (const field of form.querySelectorAll('input[type="file"][data-most]')) {
    if ([...field.files].reduce((sum, file) => sum + file.size, 0) > Number(field.dataset.most)) return field.dataset.tooLarge;
  }
  return null;
}

async function show(form, answer, here) {
  if (answer.is === 'held' || answer.is === 'refused') return say(form, answer);
  form.closest('details.more')?.removeAttribute('open');
  if (answer.is === 'done') {
    dropDraft(form);
    announce(answer.says ?? 'Done.');
    form.closest('dialog')?.close();
    // The composer is kept as it is through every swap but this one.
    form.closest('#composer')?.removeAttribute('data-v');
    if (new URL(answer.at, location).pathname === '/' && form.getAttribute('action').endsWith('/try-out')) return;
  }
  // Whoever has moved on meanwhile stays where they are; what was done shows there by itself.
  if (answer.is === 'done' && isGoing()) return;
  if (answer.is === 'done' && location.href !== here) return go(location.href, { replace: true, focus: false });
  await go(answer.at, { replace: true });
  toBottom();
}

function say(form, answer) {
  const outcome = form.querySelector('.outcome');
  outcome.replaceChildren();
  if (!answer) return;
  const said = document.getElementById('said').content.cloneNode(true);
  const words = said.querySelector('span');
  words.textContent = answer.reason;
  if (answer.see) {
    const link = document.createElement('a');
    Object.assign(link, { href: answer.see, textContent: 'Open it' });
    words.append(' ', link);
  }
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
