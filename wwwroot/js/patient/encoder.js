// A video frame as JPEG bytes of the 640x480 class: the picture keeps its aspect and has at most as many pixels as 640x480.
const quality = 0.7;
const mostPixels = 640 * 480;

export function sizeOf(width, height) {
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  return { width: Math.max(2, Math.round((width * scale) / 2) * 2), height: Math.max(2, Math.round((height * scale) / 2) * 2) };
}

export class Encoder {
  #worker = null;
  #waiting = new Map();
  #next = 1;
  #canvas = null;

  constructor() {
    if (!window.OffscreenCanvas || !OffscreenCanvas.prototype.convertToBlob) return;
    try {
      this.#worker = new Worker(new URL('./encoder-worker.js', import.meta.url));
      this.#worker.onmessage = ({ data }) => {
        const answer = this.#waiting.get(data.id);
        this.#waiting.delete(data.id);
        if (data.error) {
          this.#withoutWorker();
          answer?.reject(new Error(data.error));
        } else answer?.resolve(new Uint8Array(data.bytes));
      };
      this.#worker.onerror = () => this.#withoutWorker();
    } catch {
      this.#worker = null;
    }
  }

  async encode(video) {
    const size = sizeOf(video.videoWidth, video.videoHeight);
    if (!this.#worker) return this.#onCanvas(video, size);
    const picture = await createImageBitmap(video, { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: 'medium' });
    if (!this.#worker) {
      picture.close();
      return this.#onCanvas(video, size);
    }
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, picture, quality }, [picture]);
    });
  }

  #withoutWorker() {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Error('The encoding worker ended.'));
    this.#waiting.clear();
  }

  async #onCanvas(video, { width, height }) {
    this.#canvas ??= document.createElement('canvas');
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#canvas.getContext('2d', { alpha: false }).drawImage(video, 0, 0, width, height);
    const blob = await new Promise((resolve, reject) =>
      this.#canvas.toBlob(made => (made ? resolve(made) : reject(new Error('The picture could not be encoded.'))), 'image/jpeg', quality));
    return new Uint8Array(await blob.arrayBuffer());
  }
}
