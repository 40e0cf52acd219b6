// Opens the camera and says in one word what went wrong: the page holds the help text for each word.

const wanted = {
  audio: false,
  video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
};

const problemOf = error => ({
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'not-found',
  NotReadableError: 'busy',
  AbortError: 'busy',
  OverconstrainedError: 'overconstrained',
}[error.name] ?? 'busy');

/** True where the person has already allowed this page to use the camera, so that a refresh need not ask again. */
export async function alreadyAllowed() {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'granted';
  } catch {
    return false; // not every browser tells
  }
}

/** Why the camera cannot even be asked for, or null. */
export function obstacle() {
  if (!window.isSecureContext) return 'not-secure';
  if (!navigator.mediaDevices?.getUserMedia || !window.WebSocket || !window.createImageBitmap) return 'old-browser';
  return null;
}

export class Camera extends EventTarget {
  #stream = null;
  #opening = 0;
  #muted = false;

  constructor(video) {
    super();
    this.video = video;
  }

  /** There is a camera and it gives pictures. */
  get gives() {
    return this.#stream !== null && !this.#muted;
  }

  /** Asks for the camera; the answer may never come, so a hint is due after ten seconds. Events: opened, problem (detail: word). */
  async open() {
    const attempt = ++this.#opening;
    const blocked = obstacle();
    if (blocked) return this.#say(blocked);
    const hint = setTimeout(() => this.#say('waiting'), 10_000);
    try {
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia(wanted);
      } catch (error) {
        if (error.name !== 'OverconstrainedError') throw error;
        stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: true });
      }
      if (attempt !== this.#opening) return stream.getTracks().forEach(track => track.stop());
      this.#use(stream);
      await this.video.play();
      this.dispatchEvent(new Event('opened'));
    } catch (error) {
      if (attempt === this.#opening) this.#say(problemOf(error));
    } finally {
      clearTimeout(hint);
    }
  }

  close() {
    this.#opening++;
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#stream = null;
    this.video.srcObject = null;
  }

  #use(stream) {
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#stream = stream;
    this.video.srcObject = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener('ended', () => {
      if (this.#stream !== stream) return;
      this.close();
      this.#say('ended');
    });
    this.#muted = track.muted;
    track.addEventListener('mute', () => {
      if (this.#stream !== stream) return;
      this.#muted = true;
      this.#say('muted');
    });
    track.addEventListener('unmute', () => {
      if (this.#stream !== stream) return;
      this.#muted = false;
      this.dispatchEvent(new Event('opened'));
    });
  }

  #say(word) {
    this.dispatchEvent(new CustomEvent('problem', { detail: word }));
  }
}
