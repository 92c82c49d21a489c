// Says times the way the server said them, keeps them going, and the exact one in the reader's own zone and language.
const minute = 60, hour = 3600, day = 86_400;
const exact = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'full', timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(navigator.languages, { day: 'numeric', month: 'short' });
const otherYear = new Intl.DateTimeFormat(navigator.languages, { day: 'numeric', month: 'short', year: 'numeric' });

export function tellTimes() {
  const now = new Date();
  tellLeft(now);
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const at = new Date(time.dateTime);
    const seconds = (now - at) / 1000;
    const text = say(seconds, at, now, time.dataset.ago === 'bare');
    if (time.textContent !== text) time.textContent = text;
    if (!time.dataset.told) {
      time.title = exact.format(at);
      time.dataset.told = '1';
    }
    if (time.dataset.heat) time.dataset.heat = seconds >= time.dataset.tooLong ? 'too-long' : seconds >= time.dataset.long ? 'long' : 'fine';
  }
}

// Counts down what goes out by itself; there is no clock while nothing does.
let counting;
function tellLeft(now = new Date()) {
  clearTimeout(counting);
  const waiting = [...document.querySelectorAll('time[data-until]')];
  for (const time of waiting) {
    const left = Math.ceil((new Date(time.dateTime) - now) / 1000);
    time.textContent = left > 0 ? `in ${left} s` : '';
  }
  if (waiting.some(time => time.textContent)) counting = setTimeout(tellLeft, 1000);
}

function say(seconds, at, now, bare) {
  if (seconds < minute) return bare ? '1 min' : 'now';
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h`;
  if (seconds < 7 * day || bare) return `${Math.floor(seconds / day)} d`;
  return (at.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(at);
}

setInterval(tellTimes, 20_000);
