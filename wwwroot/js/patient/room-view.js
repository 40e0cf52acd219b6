// Everything the room shows. Text changes only where it differs, so that a screen reader speaks once and not twice a second.
import * as words from './words.js';

const startAnywayAfterMs = 15_000;

const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

export class RoomView {
  #room;
  #step;
  #firstViewMs = null;
  #problem = null;
  #covered = null;
  #refused = null;

  constructor(room) {
    this.#room = room;
    this.#step = room.dataset.step;
    this.#showStep(this.#step, false);
  }

  #part(id) {
    return document.getElementById(id);
  }

  showCameraOn() {
    this.#part('camera-on').hidden = false;
    this.curtain('camera.off');
  }

  /** A cover with words over the picture, by their key, or none. */
  curtain(key) {
    const curtain = this.#part('curtain');
    curtain.hidden = key === null;
    say(this.#part('curtain-text'), key === null ? '' : words.word(key));
    if (key !== 'camera.off') this.#part('camera-on').hidden = true;
  }

  /** What could not be done, by its key, or nothing any more; with another key, only where that is what is said. */
  refused(key, insteadOf = this.#refused) {
    if (insteadOf !== this.#refused) return;
    this.#refused = key;
    const note = this.#part('refused');
    note.hidden = key === null;
    say(note, key === null ? '' : words.word(`refused.${key}`));
  }

  toggleSelfView() {
    const cover = this.#part('self-view-cover');
    cover.hidden = !cover.hidden;
    say(this.#part('self-view-toggle'), words.word(cover.hidden ? 'picture.hide' : 'picture.show'));
  }

  /** The help for one problem. What is wrong with the camera comes back when the line does. */
  showProblem(word) {
    if (word === this.#problem) return; // said once, however often it is tried
    const covered = word === 'offline' ? this.#problem : null;
    this.hideProblem();
    this.#covered = covered;
    const problem = this.#part(`problem-${word}`);
    problem.hidden = false;
    this.#problem = word;
    say(this.#part('problem-said'), problem.querySelector('h2').textContent);
  }

  hideProblem(onlyWord) {
    if (!this.#problem || (onlyWord && onlyWord !== this.#problem)) return;
    this.#part(`problem-${this.#problem}`).hidden = true;
    const covered = onlyWord ? this.#covered : null;
    this.#problem = this.#covered = null;
    say(this.#part('problem-said'), '');
    if (covered) this.showProblem(covered);
  }

  /** state: waiting, connecting, up, reconnecting, paused, hidden or still. */
  showState(state, paused) {
    const pill = this.#part('state');
    pill.dataset.state = state === 'up' ? 'live' : state;
    say(pill, words.word(`state.${state}`));
    if (state !== 'up') say(this.#part('hint'), ''); // nobody sees the face now
    this.#room.dataset.paused = String(paused);
    this.#sayTitle();
    const button = this.#part('pause');
    button.setAttribute('aria-pressed', String(paused));
    say(button, words.word(paused ? 'continue' : 'pause'));
  }

  /** One look of the server at the session: Step, TimeMs, Face, Light, Rate, BaselineLeftMs. */
  showView(view) {
    this.#firstViewMs ??= performance.now();
    const paused = this.#room.dataset.paused === 'true'; // a pause outlasts a change of step
    if (view.Step !== this.#step) {
      this.#step = view.Step;
      this.#showStep(view.Step, true);
      this.showState(paused ? 'paused' : 'up', paused);
    }

    const [faceResult, faceText] = words.seen('face', view.Face);
    if (view.Step === 'check') this.#showChecks(view, faceResult, faceText);
    if (view.Step === 'baseline') this.#showBaseline(view);
    if (view.Step === 'session') say(this.#part('clock'), words.clock(view.TimeMs));
    const [lightResult, lightText] = words.seen('light', view.Light);
    const hint = paused ? '' : faceResult === 'poor' ? faceText : lightResult === 'poor' ? lightText : faceResult === 'good' ? words.word('hint.well') : '';
    say(this.#part('hint'), hint);
    this.#part('hint').dataset.result = faceResult;
  }

  #showChecks(view, faceResult, faceText) {
    const [lightResult, lightText] = words.seen('light', view.Light);
    const [rateResult, rateText] = words.rate(view.Rate);
    this.#check('face', faceResult, faceText);
    this.#check('light', lightResult, lightText);
    this.#check('rate', rateResult, rateText);
    const good = faceResult === 'good' && lightResult !== 'poor';
    const anyway = !good && performance.now() - this.#firstViewMs > startAnywayAfterMs;
    const begin = this.#part('begin');
    begin.disabled = !(view.Rate > 0 && (good || anyway));
    say(begin, words.word(anyway ? 'begin.anyway' : 'begin'));
    say(this.#part('check-said'), good ? words.word('check.good') : faceText);
    // Its place is kept while it is not seen: the buttons below stay where they are.
    this.#part('anyway').classList.toggle('unseen', !anyway);
  }

  #check(name, result, text) {
    const row = this.#part(`check-${name}`);
    row.dataset.result = result;
    say(row.querySelector('.says'), text);
  }

  #showBaseline(view) {
    const left = Math.ceil(view.BaselineLeftMs / 1000);
    say(this.#part('countdown'), `${left} s`);
    this.#part('baseline-bar').value = Number(this.#room.dataset.baselineSeconds) - view.BaselineLeftMs / 1000;
  }

  #showStep(step, changed) {
    this.#room.dataset.step = step;
    for (const section of this.#room.querySelectorAll('[data-for-step]')) {
      section.hidden = !section.dataset.forStep.split(' ').includes(step);
    }
    const progress = document.getElementById('progress');
    if (progress) say(progress, this.#room.dataset[`progress${step[0].toUpperCase()}${step.slice(1)}`]);
    this.#sayTitle();
    if (changed) this.#part(`${step}-title`).focus();
  }

  #sayTitle() {
    const title = this.#part(`${this.#step}-title`);
    say(title, words.word(`title.${this.#room.dataset.paused === 'true' ? 'paused' : this.#step}`));
    document.title = `${title.textContent} - FerCare`;
  }
}
