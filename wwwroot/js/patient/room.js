// The patient's room: camera check, baseline, session. The server knows where the session stands; this page shows it, so a
// refresh goes on where it was.
import { Camera, alreadyAllowed, obstacle } from './camera.js';
import { Line } from './connection.js';
import { FrameSender } from './frames.js';
import { RoomView } from './room-view.js';

const helpFromTries = 3; // a server that starts again or a network that changes is back before that
const answerWithinMs = 5000;

const room = document.getElementById('room');
const page = new RoomView(room);
const camera = new Camera(document.getElementById('self-view'));
const line = new Line(room.dataset.hub);
const sender = new FrameSender(camera.video, (sequence, captureMs, bytes) => line.frame(sequence, captureMs, bytes));

let paused = room.dataset.paused === 'true';
let lineAsked = false;
let resuming = false;
let goingOn = false; // the person goes on, and the server has not said yes to it
let telling = false; // the server is being told of a pause
let missed = 0; // views in a row of a server that does not know of the pause
let serverPaused = null; // by its last view
let leaving = false;
let justUp = false;
let everUp = false;
let toldStill = false;

const button = id => document.getElementById(id);

/** Sends exactly while there is a camera, a line, a visible page and no pause. */
function follow() {
  const still = document.hidden || !camera.gives;
  if (line.isUp && !paused && !still && !leaving) sender.start();
  else sender.stop();
  if (line.isUp && !paused && !leaving && still !== toldStill) {
    toldStill = still;
    line.ask(still ? 'Hide' : 'Show');
  }

  page.showState(paused ? 'paused' : !lineAsked ? 'waiting' : document.hidden ? 'hidden' : !line.isUp ? (everUp ? 'reconnecting' : 'connecting') : still ? 'still' : 'up', paused);
}

function openCamera() {
  page.hideProblem();
  page.curtain('camera.allow');
  camera.open();
}

/** The camera stops with the click, whatever the server says. */
function pause() {
  paused = true;
  resuming = goingOn = false;
  camera.close();
  page.curtain('camera.paused');
  page.refused(null);
  follow();
  tellPause();
}

/** Told again with each new line, and with each view of a server that does not know of it. */
async function tellPause() {
  if (telling || !line.isUp) return;
  telling = true;
  await line.ask('Pause');
  telling = false;
}

/** The server comes first: where it does not follow, the session stays paused, and the person is told and may try again. */
async function tellResume() {
  const done = await line.ask('Resume') || serverPaused === false;
  if (!goingOn) return; // paused again meanwhile
  if (done) goingOn = false;
  else if (line.isUp) {
    pause();
    page.refused('resume');
  } // a line that broke over the question asks again when it is back
}

/** What the server says of a pause, held against what the person has chosen. */
function comparePause(view) {
  serverPaused = view.Paused;
  if (justUp && view.Paused && !paused && !goingOn) pause();
  justUp = false;
  if (!paused || view.Paused || view.Step === 'check') {
    missed = 0;
    page.refused(null, 'pause');
  } else if (!telling && !resuming) {
    // The first may have crossed the message that tells it.
    if (++missed > 1) page.refused('pause');
    tellPause();
  }
}

/** The camera first: without it the session stays paused. */
function resume() {
  resuming = true;
  openCamera();
}

camera.addEventListener('opened', async () => {
  page.hideProblem();
  page.curtain(null);
  if (resuming) {
    resuming = paused = false;
    goingOn = true;
    page.refused(null);
    if (line.isUp) await tellResume();
  }

  if (!lineAsked) {
    lineAsked = true;
    line.open();
  }
  follow();
});

camera.addEventListener('problem', ({ detail }) => {
  page.showProblem(detail);
  if (detail !== 'waiting') {
    page.curtain(paused ? 'camera.paused' : 'camera.none');
    resuming = false;
  }

  follow();
});

line.addEventListener('up', async () => {
  page.hideProblem('offline');
  justUp = everUp = true;
  toldStill = false; // a new line counts as seen
  // What the person decided while the line was down counts now.
  if (paused) await tellPause();
  else if (goingOn) await tellResume();
  follow();
});

line.addEventListener('down', async ({ detail: failed }) => {
  serverPaused = null;
  follow();
  if (leaving || !(failed >= helpFromTries)) return;
  page.showProblem('offline');
  // A refused line looks like a broken one: only a plain request tells that the link is good no more.
  const answer = await fetch('/session/state', { headers: { Accept: 'application/json' }, cache: 'no-store', signal: AbortSignal.timeout?.(answerWithinMs) }).catch(() => null);
  if (!leaving && answer && [401, 403, 404].includes(answer.status)) location.replace('/session');
});

line.addEventListener('ack', ({ detail }) => sender.acknowledged(detail.sequence, detail.rate));

line.addEventListener('view', ({ detail: view }) => {
  if (view.Step === 'over') return location.replace('/session');
  comparePause(view);
  page.showView(view);
});

line.addEventListener('over', ({ detail: reason }) => {
  leaving = true;
  sender.stop();
  camera.close();
  if (reason === 'replaced') location.replace('/session/elsewhere');
  else location.replace('/session'); // which says that it is over, or that there is no place yet
});

document.addEventListener('visibilitychange', follow);

addEventListener('offline', () => page.showState('reconnecting', paused));
addEventListener('online', follow);
addEventListener('pagehide', () => {
  leaving = true;
  sender.stop();
  camera.close();
});
addEventListener('pageshow', event => event.persisted && location.reload());

button('camera-on').addEventListener('click', openCamera);
button('begin').addEventListener('click', async () => {
  button('begin').disabled = true;
  page.refused(null);
  // The view that comes with a beginning comes before the answer: a second click on a session that has begun is no refusal.
  if (await line.ask('Begin') || room.dataset.step !== 'check') {
    page.refused(null, 'begin'); // of a click before, answered meanwhile
    return;
  }

  button('begin').disabled = false;
  if (line.isUp) page.refused('begin');
});
button('pause').addEventListener('click', () => (paused ? resume() : pause()));
button('self-view-toggle').addEventListener('click', () => page.toggleSelfView());

for (const again of document.querySelectorAll('[data-try-again]')) {
  again.addEventListener('click', () => (again.dataset.tryAgain === 'page' ? location.reload() : openCamera()));
}

for (const id of ['withdraw', 'finish']) {
  const dialog = button(`${id}-dialog`);
  button(id).addEventListener('click', () => dialog.showModal());
  dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
  dialog.querySelector('form').addEventListener('submit', () => {
    // The camera stops with the click, whatever the network does.
    leaving = true;
    sender.stop();
    camera.close();
    page.curtain('camera.off');
  });
}

const blocked = obstacle();
if (blocked) page.showProblem(blocked);
else if (paused) {
  page.curtain('camera.paused');
  lineAsked = true;
  line.open();
} else if (await alreadyAllowed()) openCamera();
else page.showCameraOn();
if (!blocked) follow();
