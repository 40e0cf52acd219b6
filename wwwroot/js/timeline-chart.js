// A session's timeline with Apache ECharts. Figures come in as data; nothing that comes in is run as code. Zoomed in, it asks the page for finer ones.
import { clock, edges, optionsOf, paintKeys } from './timeline-look.js';

let library;

function loadLibrary() {
  library ??= window.echarts ? Promise.resolve(window.echarts) : new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/lib/echarts/echarts.min.js';
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { library = undefined; script.remove(); reject(new Error('The chart library could not be loaded.')); };
    document.head.append(script);
  });
  return library;
}

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const shortestMs = 5_000, mostPoints = 2_000;

export async function draw(place, frame, overview, page) {
  // A canvas does not redraw when a font arrives later.
  const [echarts] = await Promise.all([loadLibrary(), document.fonts.load('13px "Atkinson Hyperlegible Next"').catch(() => [])]);
  const whole = place.closest('.timeline'), part = place.closest('section'), linked = place.closest('[data-linked]');
  const chart = echarts.init(place, null, { renderer: 'canvas' });
  const state = { marked: null, point: null, marks: [], hidden: new Set(), view: [0, frame.scaleMs], zoomed: false, least: Math.min(shortestMs, frame.scaleMs), narrow: false };
  const heard = new AbortController(), { signal } = heard;
  // Where the scrubber stands: a line above the canvas, which follows each step without the chart being drawn anew.
  const cursor = document.createElement('div');
  cursor.className = 'timeline-cursor';
  place.append(cursor);
  let finer = null, waiting, asked = 0;

  const covers = figures => figures && figures.from <= state.view[0] && figures.to >= Math.min(state.view[1], frame.durationMs);
  const shown = () => covers(finer) ? finer : overview;
  const stand = () => {
    const [from, to] = state.view, { left, right } = edges(state.narrow);
    cursor.hidden = state.point == null || state.point < from || state.point > to;
    if (!cursor.hidden) cursor.style.transform = `translateX(${left - 1 + (state.point - from) / (to - from) * (place.clientWidth - left - right)}px)`;
  };
  const redraw = () => {
    state.narrow = place.clientWidth < 560;
    chart.setOption(optionsOf(echarts, frame, shown(), state), { replaceMerge: ['series'] });
    place.dataset.width = shown().widthMs;
    place.dataset.points = shown().valence.length;
    stand();
    paintKeys(whole);
  };

  // Finer figures for what is shown and a quarter as much on either side, so that a small move finds them there; never more than a chart bears.
  async function refine() {
    const [from, to] = state.view, wide = to - from, spare = Math.max(0, Math.min(wide / 4, (mostPoints * frame.finestMs - wide) / 2 - frame.finestMs));
    // What was asked for an earlier view counts no more, even where this one needs nothing.
    const number = ++asked, span = [Math.max(0, Math.floor(from - spare)), Math.min(frame.durationMs, Math.ceil(to + spare))];
    whole.classList.remove('loading');
    if (!page || !state.zoomed || overview.widthMs <= frame.finestMs || covers(finer) || span[0] >= span[1]) return;
    whole.classList.add('loading');
    try {
      const found = await page.invokeMethodAsync('RefineAsync', span[0], span[1]);
      if (number !== asked) return;
      finer = found && found.widthMs < overview.widthMs ? { ...found, from: span[0], to: span[1] } : null;
      if (finer) redraw();
    } catch {
      // The page says so and offers another try; what is drawn stays.
    } finally {
      if (number === asked) whole.classList.remove('loading');
    }
  }

  function arrive([from, to], { told = true, point } = {}) {
    state.view = [Math.max(0, from), Math.min(frame.scaleMs, to)];
    state.zoomed = state.view[1] - state.view[0] < frame.scaleMs * 0.999;
    stand();
    place.dataset.view = state.view.map(Math.round).join(' ');
    const said = whole.querySelector('[data-view-said]');
    if (said) said.textContent = frame.words.to.replace('{0}', clock(state.view[0])).replace('{1}', clock(state.view[1]));
    for (const [act, off] of [['out', !state.zoomed], ['whole', !state.zoomed], ['in', state.view[1] - state.view[0] <= state.least]])
      whole.querySelector(`[data-zoom=${act}]`)?.setAttribute('aria-disabled', String(off));
    if (told) place.dispatchEvent(new CustomEvent('timeline-view', { bubbles: true, detail: { from: state.view[0], to: Math.min(frame.durationMs, state.view[1]), point } }));
    clearTimeout(waiting);
    waiting = setTimeout(refine, 150);
  }

  const look = (from, to, how) => {
    const wide = Math.min(frame.scaleMs, Math.max(state.least, to - from)), start = Math.max(0, Math.min(from, frame.scaleMs - wide));
    arrive([start, start + wide], how);
    redraw();
  };

  function zoom(act) {
    if (act === 'whole') return look(0, frame.scaleMs);
    const [from, to] = state.view, wide = Math.min(frame.scaleMs, Math.max(state.least, (to - from) * (act === 'in' ? 0.5 : 2)));
    // The moment that the scrubber stands at keeps its place in the picture, unless it only leans on an edge.
    const edge = (to - from) / 100, middle = state.point != null && state.point > from + edge && state.point < to - edge ? state.point : (from + to) / 2;
    const start = middle - wide * (middle - from) / (to - from);
    look(start, start + wide);
  }

  const choose = id => {
    const seen = frame.windows.find(w => w.id === id);
    state.marked = seen ? { id, from: seen.fromMs, to: seen.toMs, label: seen.label } : null;
    return seen;
  };

  // From a window to its place on the finding's card.
  function openCard(id) {
    if (!choose(id)) return;
    redraw();
    const card = document.getElementById(id);
    card?.focus({ preventScroll: true, focusVisible: true });
    card?.scrollIntoView({ block: 'center', behavior: still() ? 'auto' : 'smooth' });
    page?.invokeMethodAsync('OpenWindowAsync', id);
  }

  arrive(state.view, { told: false });
  redraw();
  chart.on('datazoom', event => {
    // In per cent of the axis. Asking the chart for its options would copy every figure of it, at each step of a drag.
    const { start, end } = event.batch?.[0] ?? event;
    const narrower = state.zoomed, figures = shown();
    arrive([start, end].map(share => share * frame.scaleMs / 100));
    // ECharts has moved already; only what the new view needs is drawn anew.
    if (narrower !== state.zoomed || figures !== shown()) redraw();
  });
  chart.on('click', ({ seriesName, dataIndex }) => {
    if (!seriesName?.startsWith('windows')) return;
    const window = frame.windows.filter(w => `windows ${w.lane}` === seriesName)[dataIndex];
    if (window) openCard(window.id);
  });
  const resizing = new ResizeObserver(() => { chart.resize(); redraw(); });
  resizing.observe(place);
  document.addEventListener('theme-changed', redraw, { signal });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, { signal });
  // The scrubber stands beside the chart, in the same part of the page. Where it goes, the chart follows.
  part?.addEventListener('timeline-point', event => {
    state.point = event.detail;
    const [from, to] = state.view, wide = to - from;
    if (state.point < from) look(state.point - wide * 0.9, state.point + wide * 0.1, { point: state.point });
    else if (state.point > to) look(state.point - wide * 0.1, state.point + wide * 0.9, { point: state.point });
    else stand();
  }, { signal });
  // Charts that are compared show the same stretch.
  linked?.addEventListener('timeline-view', event => {
    if (event.target === place) return;
    const { from, to } = event.detail, ends = event.target.dataset.view?.split(' ').map(Number) ?? [from, to];
    arrive(ends, { told: false });
    redraw();
  }, { signal });
  whole.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.dataset.zoom && button.getAttribute('aria-disabled') !== 'true') zoom(button.dataset.zoom);
    else if (button?.dataset.window) openCard(button.dataset.window);
    else if (button?.dataset.expression) {
      const hidden = !state.hidden.delete(button.dataset.expression);
      if (hidden) state.hidden.add(button.dataset.expression);
      button.setAttribute('aria-pressed', String(!hidden));
      redraw();
    }
  }, { signal });
  // Keys of one character can be switched off by the box beside the scrubber; without such a box they work only from within the chart's own buttons.
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const box = part?.querySelector('[data-act=keys]'), from = event.target instanceof Element ? event.target : document.body;
    if (box ? !box.checked || from.closest('input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable], [role=dialog]') : !whole.contains(from)) return;
    const act = { '+': 'in', '=': 'in', '-': 'out', '0': 'whole' }[event.key];
    if (!act) return;
    event.preventDefault();
    zoom(act);
  }, { signal });

  return {
    jump(from, to, id) {
      if (!choose(id)) state.marked = { from, to };
      const margin = Math.max(10_000, (to - from) * 0.75);
      look(from - margin, to + margin, { point: from });
      place.scrollIntoView({ block: 'center', behavior: still() ? 'auto' : 'smooth' });
    },
    mark(marks) {
      state.marks = marks;
      redraw();
    },
    surround(next) {
      frame = next;
      if (state.marked?.id) choose(state.marked.id);
      redraw();
    },
    refine,
    dispose() {
      clearTimeout(waiting);
      heard.abort();
      resizing.disconnect();
      cursor.remove();
      chart.dispose();
    },
  };
}
