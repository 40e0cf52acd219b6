// Asks for a place until there is one, and then opens the session. A clinic that cannot be reached is asked again like a busy one.
const everyMs = 20_000;
const noLongerJoined = [401, 403, 404];

async function ask() {
  const answer = await fetch('/session/state', { headers: { Accept: 'application/json' }, cache: 'no-store' }).catch(() => null);
  if (!answer) return;
  if (answer.ok ? (await answer.json()).place : noLongerJoined.includes(answer.status)) location.replace('/session');
}

setInterval(ask, everyMs);
document.addEventListener('visibilitychange', () => document.hidden || ask());
