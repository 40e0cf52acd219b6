// How many frames may be under way at once: as many as the round trip covers, at most 250 ms of video, never under 2 nor over 8.
// A frame that finds no credit is skipped, so that what arrives is always recent.
const fewest = 2;
const most = 8;
const longestMs = 250;
const lostAfterMs = 3000;

export class Credit {
  #sent = new Map();
  #roundTripMs = 60;

  get limit() {
    const frames = Math.ceil(Math.min(this.#roundTripMs, longestMs) / this.intervalMs) + 1;
    return Math.max(fewest, Math.min(most, frames));
  }

  get roundTripMs() {
    return this.#roundTripMs;
  }

  constructor(framesPerSecond) {
    this.intervalMs = 1000 / framesPerSecond;
  }

  /** True where one more frame may be sent now; a frame unanswered for three seconds no longer counts. */
  allows(nowMs) {
    for (const [sequence, at] of this.#sent) {
      if (nowMs - at > lostAfterMs) this.#sent.delete(sequence);
      else break; // in order of sending
    }
    return this.#sent.size < this.limit;
  }

  sent(sequence, nowMs) {
    this.#sent.set(sequence, nowMs);
  }

  acknowledged(sequence, nowMs) {
    const at = this.#sent.get(sequence);
    if (at === undefined) return;
    this.#sent.delete(sequence);
    this.#roundTripMs += (nowMs - at - this.#roundTripMs) / 8;
  }

  /** After a new connection nothing is under way. */
  clear() {
    this.#sent.clear();
  }
}
