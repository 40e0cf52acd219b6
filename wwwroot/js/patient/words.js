// What the page says about what the server sees. Never an emotion: a person who is told how they look looks different.

export const face = {
  found: ['good', 'We can see your face.'],
  none: ['poor', 'We cannot see your face. Sit so that your whole face is in the picture.'],
  several: ['poor', 'We can see more than one face. Please make sure that only you are in the picture.'],
  small: ['poor', 'Please move a little closer to the camera.'],
  turned: ['poor', 'Please turn your face towards the camera.'],
};

export const light = {
  good: ['good', 'The light is good.'],
  dark: ['poor', 'It is rather dark. A lamp or a window in front of you helps.'],
  bright: ['poor', 'It is too bright. Move away from the lamp, or turn so that the window is not behind you.'],
  blurred: ['poor', 'The picture is blurred. Wipe the camera and keep the device still.'],
};

export function rate(perSecond) {
  const shown = Math.round(perSecond);
  if (perSecond >= 20) return ['good', `${shown} pictures a second arrive. That is enough.`];
  if (perSecond >= 10) return ['poor', `${shown} pictures a second arrive. That will do, but blinks cannot be counted. More light or fewer open programs may help.`];
  return ['poor', `Only ${shown} pictures a second arrive. Close other programs or move closer to your Wi-Fi.`];
}

export const state = {
  waiting: 'Waiting for your camera',
  connecting: 'Connecting',
  up: 'Connected',
  paused: 'Paused',
  hidden: 'Paused: this page is in the background',
  still: 'Your camera gives no picture',
  reconnecting: 'Connection lost, trying again',
};

export const title = {
  check: 'Check your camera',
  baseline: 'Rest for a moment',
  session: 'Your session is running',
  paused: 'Your session is paused',
};

export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
