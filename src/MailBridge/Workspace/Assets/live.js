// Keeps the page live: hears what changed, fetches those regions. After every silence it fetches everything, so nothing has to be replayed.
import { announce, isGoing, load } from './app.js';

const silence = 45_000;
const gather = 120;
let source, heardAt, bar, wasLost = false, timer, wanted = new Set();

export function listen(url) {
  const connect = () => {
    source?.close();
    heardAt = Date.now();
    source = new EventSource(url);
    source.addEventListener('hello', () => {
      heard();
      if (wasLost) refresh(['nav', 'list', 'main']);
      wasLost = false;
    });
    source.addEventListener('beat', heard);
    source.addEventListener('change', event => {
      heard();
      const change = JSON.parse(event.data);
      announce(change.says);
      const open = document.getElementById('thread');
      // Of a page that is on its way nobody knows whether it was fetched before the change.
      const here = isGoing() || (open && (!change.conversation || open.dataset.conversation === change.conversation));
      refresh(here ? ['nav', 'list', 'main'] : ['nav', 'list']);
    });
    source.addEventListener('error', () => {
      lost();
      // A refusal ends an EventSource for good; a dropped line does not.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 4000);
    });
  };
  connect();
  setInterval(() => {
    if (!document.hidden && Date.now() - heardAt > silence) {
      lost();
      connect();
    }
  }, 5000);
  // A browser gives a site six connections; tabs that nobody looks at give theirs back, and only their title's count is kept up.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      source.close();
      wasLost = true;
    } else {
      connect();
    }
  });
  setInterval(() => { if (document.hidden) refresh(['nav']); }, 60_000);
}

function heard() {
  heardAt = Date.now();
  clearTimeout(bar);
  bar = null;
  const shown = document.getElementById('bar');
  if (shown.classList.contains('shown')) announce('Connected again.');
  shown.classList.remove('shown');
  shown.textContent = '';
}

function lost() {
  wasLost = true;
  // A blink is not worth a word.
  bar ??= setTimeout(() => {
    const shown = document.getElementById('bar');
    shown.textContent = 'Connection lost. What you see may be out of date; it catches up by itself.';
    shown.classList.add('shown');
  }, 1500);
}

function refresh(regions) {
  regions.forEach(region => wanted.add(region));
  timer ??= setTimeout(async () => {
    timer = null;
    // Whoever is on the way to another page would get this one back, were it fetched now.
    if (isGoing()) return refresh([]);
    const regions = ['nav', 'list', 'main'].filter(region => wanted.has(region) && document.getElementById(region));
    wanted = new Set();
    try {
      if (await load(location.href, regions, { slide: true }) === 'whole') location.reload();
    } catch {
      lost();
    }
  }, gather);
}
