// What the page says about what the server sees. The words stand in the page, in the reader's language (Capture/Pages/RoomWords.razor).

/** The words of a key, with a number where they ask for one. */
export function word(key, number) {
  const text = document.querySelector(`#words [data-word="${key}"]`).textContent;
  return number === undefined ? text : text.replace('{n}', number);
}

const result = { found: 'good', good: 'good' };

/** [good or poor, the words] of what the server says; waiting where it says nothing. */
export function seen(what, value) {
  return value ? [result[value] ?? 'poor', word(`${what}.${value}`)] : ['waiting', word(`${what}.waiting`)];
}

export function rate(perSecond) {
  const shown = Math.round(perSecond);
  if (!(perSecond > 0)) return ['waiting', word('rate.waiting')];
  if (perSecond >= 20) return ['good', word('rate.good', shown)];
  if (perSecond >= 10) return ['poor', word('rate.fair', shown)];
  return ['poor', word('rate.poor', shown)];
}

export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
