// Turns a picture into a JPEG off the main thread.
let canvas = null;

self.onmessage = async ({ data: { id, picture, quality } }) => {
  try {
    canvas ??= new OffscreenCanvas(picture.width, picture.height);
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    canvas.getContext('2d', { alpha: false }).drawImage(picture, 0, 0);
    picture.close();
    const bytes = await (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer();
    self.postMessage({ id, bytes }, [bytes]);
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
