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
    this.curtain('Your camera is off.');
  }

  /** A cover with a text over the picture, or none. */
  curtain(text) {
    const curtain = this.#part('curtain');
    if (text === null) this.#part('camera-on').hidden = true;
    curtain.hidden = text === null;
    say(this.#part('curtain-text'), text ?? '');
    if (text && !text.startsWith('Your camera is off.')) this.#part('camera-on').hidden = true;
  }

  toggleSelfView() {
    const cover = this.#part('self-view-cover');
    cover.hidden = !cover.hidden;
    say(this.#part('self-view-toggle'), cover.hidden ? 'Hide my picture' : 'Show my picture');
  }

  showProblem(word) {
    this.hideProblem();
    const problem = this.#part(`problem-${word}`);
    problem.hidden = false;
    this.#problem = word;
    say(this.#part('problem-said'), problem.querySelector('h2').textContent);
  }

  hideProblem(onlyWord) {
    if (!this.#problem || (onlyWord && onlyWord !== this.#problem)) return;
    this.#part(`problem-${this.#problem}`).hidden = true;
    this.#problem = null;
    say(this.#part('problem-said'), '');
  }

  /** state: waiting, connecting, up, reconnecting, paused, hidden or still. */
  showState(state, paused) {
    const pill = this.#part('state');
    pill.dataset.state = state === 'up' ? 'live' : state;
    say(pill, words.state[state]);
    this.#room.dataset.paused = String(paused);
    this.#sayTitle();
    const button = this.#part('pause');
    button.setAttribute('aria-pressed', String(paused));
    say(button, paused ? 'Continue' : 'Pause');
  }

  /** One look of the server at the session: Step, TimeMs, Face, Light, Rate, BaselineLeftMs. */
  showView(view) {
    this.#firstViewMs ??= performance.now();
    if (view.Step !== this.#step) {
      this.#step = view.Step;
      this.#showStep(view.Step, true);
      this.showState('up', false);
    }

    const [faceResult, faceText] = words.face[view.Face] ?? ['waiting', 'Looking for your face.'];
    if (view.Step === 'check') this.#showChecks(view, faceResult, faceText);
    if (view.Step === 'baseline') this.#showBaseline(view);
    if (view.Step === 'session') say(this.#part('clock'), words.clock(view.TimeMs));
    const lightPoor = view.Light && words.light[view.Light]?.[0] === 'poor';
    const paused = this.#room.dataset.paused === 'true';
    const hint = paused ? '' : faceResult === 'poor' ? faceText : lightPoor ? words.light[view.Light][1] : faceResult === 'good' ? 'We can see you well.' : '';
    say(this.#part('hint'), hint);
    this.#part('hint').dataset.result = faceResult;
  }

  #showChecks(view, faceResult, faceText) {
    const [lightResult, lightText] = words.light[view.Light] ?? ['waiting', 'Measured as soon as we see your face.'];
    const [rateResult, rateText] = view.Rate > 0 ? words.rate(view.Rate) : ['waiting', 'Counting.'];
    this.#check('face', faceResult, faceText);
    this.#check('light', lightResult, lightText);
    this.#check('rate', rateResult, rateText);
    const good = faceResult === 'good' && lightResult !== 'poor';
    const anyway = !good && performance.now() - this.#firstViewMs > startAnywayAfterMs;
    const begin = this.#part('begin');
    begin.disabled = !(view.Rate > 0 && (good || anyway));
    say(begin, anyway ? 'Start anyway' : 'Start');
    say(this.#part('check-said'), good ? 'Your face is found. You can start.' : faceText);
    this.#part('anyway').hidden = !anyway;
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
    say(title, this.#room.dataset.paused === 'true' ? words.title.paused : words.title[this.#step]);
    document.title = `${title.textContent} - FerCare`;
  }
}
