// Walks along a session: the slider, its buttons and its keys. The chart beside it hears where it stands; what is stored is stored by the page.
const clock = ms => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

export function start(place, page) {
  const slider = place.querySelector('input[type=range]'), said = place.querySelector('output');
  const play = place.querySelector('[data-act=play]'), keys = place.querySelector('[data-act=keys]');
  const length = Number(slider.max);
  let ticking = null;

  const at = () => Number(slider.value);
  const show = () => {
    said.textContent = clock(at());
    slider.setAttribute('aria-valuetext', clock(at()));
    place.dispatchEvent(new CustomEvent('timeline-point', { bubbles: true, detail: at() }));
  };
  // The slider spans what the chart shows; who walks on beyond it takes the chart along.
  const go = ms => {
    const to = Math.min(length, Math.max(0, ms));
    if (to < Number(slider.min)) slider.min = to;
    if (to > Number(slider.max)) slider.max = to;
    slider.value = to;
    show();
  };
  const follow = event => {
    const { from, to, point } = event.detail, before = at();
    slider.min = Math.ceil(from / 1000) * 1000;
    slider.max = Math.floor(to / 1000) * 1000;
    slider.value = point ?? before;
    if (at() !== before) show();
  };
  const stop = () => {
    clearInterval(ticking);
    ticking = null;
    play.textContent = play.dataset.play;
    play.setAttribute('aria-pressed', 'false');
  };
  const toggle = () => {
    if (ticking) return stop();
    play.textContent = play.dataset.stop;
    play.setAttribute('aria-pressed', 'true');
    ticking = setInterval(() => {
      if (at() + 1000 > length) stop();
      else go(at() + 1000);
    }, 1000);
  };
  const mark = kind => page.invokeMethodAsync('MarkAsync', at(), kind);
  const write = () => page.invokeMethodAsync('Write', at());

  const press = event => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const own = event.target === slider;
    if (!own && event.target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog]')) return;
    // What presses whatever has the focus is left to it; all else goes on working after a click on a button.
    if (!own && event.key === ' ' && event.target.closest?.('button, a, summary, input')) return;
    const step = event.shiftKey ? 10_000 : 1_000;
    if (event.key === ' ') toggle();
    else if (event.key === 'ArrowRight') go(at() + step);
    else if (event.key === 'ArrowLeft') go(at() - step);
    else if (event.repeat) return;
    else if (event.key === 'm' || event.key === 'M') mark(0);
    else if (event.key === 'n' || event.key === 'N') write();
    else if (event.key === '?') page.invokeMethodAsync('Help');
    else if (event.key >= '1' && event.key <= '9') mark(Number(event.key));
    else return;
    event.preventDefault();
  };

  const part = place.closest('section');
  part?.addEventListener('timeline-view', follow);
  slider.addEventListener('input', show);
  play.addEventListener('click', toggle);
  place.querySelector('[data-act=mark]').addEventListener('click', () => mark(0));
  place.querySelector('[data-act=note]').addEventListener('click', write);
  document.addEventListener('keydown', press);
  // From here on keys are heard; until then no moment is said.
  slider.setAttribute('aria-valuetext', clock(at()));
  return {
    go,
    dispose() {
      stop();
      document.removeEventListener('keydown', press);
      part?.removeEventListener('timeline-view', follow);
    },
  };
}
