// Sends the camera's frames at the rate the server asks for. The clock is the video's own (requestVideoFrameCallback), so that
// what is sent carries the moment it was seen, not the moment some timer fired.
import { Credit } from './credit.js';
import { Encoder } from './encoder.js';

const startRate = 25;
const slackMs = 8; // a camera frame that is due within this time counts as due

export class FrameSender {
  #encoder = new Encoder();
  #credit = new Credit(startRate);
  #sequence = 0;
  #dueMs = 0;
  #encoding = 0;
  #stops = null;

  /** send(sequence, captureMs, bytes) puts one frame on the wire and may throw. */
  constructor(video, send) {
    this.video = video;
    this.send = send;
  }

  get isRunning() {
    return this.#stops !== null;
  }

  start() {
    if (this.isRunning) return;
    const stopped = { now: false };
    this.#stops = () => { stopped.now = true; };
    this.#credit.clear();
    const { video } = this;
    if (video.requestVideoFrameCallback) {
      const onFrame = (now, metadata) => {
        if (stopped.now) return;
        video.requestVideoFrameCallback(onFrame);
        this.#offer(metadata.captureTime ?? now);
      };
      video.requestVideoFrameCallback(onFrame);
    } else {
      let seen = -1;
      const onPaint = now => {
        if (stopped.now) return;
        requestAnimationFrame(onPaint);
        if (video.currentTime === seen) return;
        seen = video.currentTime;
        this.#offer(now);
      };
      requestAnimationFrame(onPaint);
    }
  }

  stop() {
    this.#stops?.();
    this.#stops = null;
  }

  acknowledged(sequence, wantedRate) {
    this.#credit.acknowledged(sequence, performance.now());
    if (wantedRate >= 1 && wantedRate <= 60) this.#credit.intervalMs = 1000 / wantedRate;
  }

  async #offer(captureMs) {
    const interval = this.#credit.intervalMs;
    if (captureMs < this.#dueMs - slackMs && this.#dueMs - captureMs < 10 * interval) return;
    if (!this.video.videoWidth || this.#encoding >= 2 || !this.#credit.allows(performance.now())) return;
    this.#dueMs = captureMs - this.#dueMs > interval ? captureMs + interval : this.#dueMs + interval;
    const sequence = ++this.#sequence;
    this.#credit.sent(sequence, performance.now());
    this.#encoding++;
    try {
      const bytes = await this.#encoder.encode(this.video);
      if (this.isRunning) this.send(sequence, captureMs, bytes);
    } catch {
      this.#credit.acknowledged(sequence, performance.now()); // this picture is lost, the next one may work
    } finally {
      this.#encoding--;
    }
  }
}
