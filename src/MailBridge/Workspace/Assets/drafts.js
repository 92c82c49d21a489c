// What is being written survives a reload. It stays in this browser.
const prefix = 'mailbridge draft ';

export function restoreDrafts() {
  for (const form of document.querySelectorAll('form[data-draft]')) {
    const area = form.querySelector('textarea');
    if (!area || form.dataset.restored) continue;
    form.dataset.restored = '1';
    area.addEventListener('input', () => keep(form.dataset.draft, area.value));
    area.value ||= read(form.dataset.draft);
  }
}

export function dropDraft(form) {
  if (form.dataset.draft) keep(form.dataset.draft, '');
}

// A browser may forbid storage; a draft is not worth an error.
function keep(key, text) {
  try {
    if (text) localStorage.setItem(prefix + key, text);
    else localStorage.removeItem(prefix + key);
  } catch { /* not kept */ }
}

function read(key) {
  try {
    return localStorage.getItem(prefix + key) ?? '';
  } catch {
    return '';
  }
}
