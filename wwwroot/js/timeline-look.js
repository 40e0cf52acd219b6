// How a timeline looks: colours, patterns and the options of Apache ECharts. Nothing here is told apart by colour alone: every area has a
// pattern of its own, every strip a height or a name. The strips' colours are those of Okabe and Ito, which all eyes tell apart.
export const clock = ms => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
const percent = share => share == null ? '–' : `${Math.round(share * 100)} %`;
const twoPlaces = new Intl.NumberFormat(document.documentElement.lang || 'en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = value => value == null ? '–' : `${value > 0 ? '+' : value < 0 ? '−' : ''}${twoPlaces.format(Math.abs(value))}`;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const inWords = (pattern, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), pattern);

const expressionPatterns = { neutral: 'plain', happy: 'rising', surprise: 'dots', sad: 'level', disgust: 'checks', fear: 'upright', angry: 'falling' };
const pictures = [['#009E73', 'plain', 1], ['#E69F00', 'rising', 0.62], ['#D55E00', 'checks', 0.34], [null, 'plain', 1]];
const contexts = [['#56B4E9', 'dots'], ['#0072B2', 'plain'], ['#CC79A7', 'level']];
const lanes = [['#F0E442', 'rising'], ['#CC79A7', 'dots']];
const tiles = new Map();

// A tile of a pattern, drawn once: light and dark strokes together are seen on every colour.
function tile(color, pattern) {
  const key = `${color} ${pattern}`;
  if (tiles.has(key)) return tiles.get(key);
  const scale = Math.max(1, Math.round(window.devicePixelRatio || 1)), canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8 * scale;
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  pen.fillStyle = color;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = 'rgba(255,255,255,0.55)';
  pen.lineWidth = 1.1;
  const lines = { rising: [[-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]], falling: [[-2, 6, 2, 10], [0, 0, 8, 8], [6, -2, 10, 2]], level: [[0, 4, 8, 4]], upright: [[4, 0, 4, 8]], checks: [[0, 4, 8, 4], [4, 0, 4, 8]] };
  for (const [x, y, x2, y2] of lines[pattern] ?? []) {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x2, y2);
    pen.stroke();
  }
  if (pattern === 'dots') for (const [x, y] of [[2, 2], [6, 6]]) {
    pen.beginPath();
    pen.arc(x, y, 1.1, 0, 7);
    pen.fill();
  }
  tiles.set(key, canvas);
  return canvas;
}

const filled = (color, pattern) => pattern === 'plain' ? color : { image: tile(color, pattern), repeat: 'repeat', scaleX: 1 / Math.max(1, Math.round(window.devicePixelRatio || 1)), scaleY: 1 / Math.max(1, Math.round(window.devicePixelRatio || 1)) };

// The keys of the legend are small canvases in the page's own text, painted with the same tiles.
export function paintKeys(place) {
  const ink = colour('--mud-palette-text-primary');
  for (const key of place.querySelectorAll('canvas[data-key]')) {
    const [kind, which] = key.dataset.key.split(' '), pen = key.getContext('2d');
    const [color, pattern, height] = kind === 'expression' ? [key.dataset.color, expressionPatterns[which]] : kind === 'picture' ? pictures[which] : kind === 'context' ? contexts[which] : kind === 'lane' ? lanes[which] : [];
    pen.clearRect(0, 0, key.width, key.height);
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.strokeStyle = ink;
    if (kind === 'valence') {
      pen.lineWidth = 3;
      pen.strokeStyle = valenceColour();
      pen.beginPath();
      pen.moveTo(0, 14);
      pen.lineTo(10, 5);
      pen.lineTo(18, 12);
      pen.lineTo(28, 4);
      pen.stroke();
      continue;
    }
    const top = 18 * (1 - (height ?? 1));
    if (color) {
      pen.fillStyle = pattern === 'plain' ? color : pen.createPattern(tile(color, pattern), 'repeat');
      pen.fillRect(1, 1 + top, 26, 16 - top);
    } else pen.setLineDash([3, 3]);
    if (kind !== 'expression') pen.strokeRect(1.5, 1.5 + top, 25, 15 - top);
  }
}

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};
const valenceColour = () => isDark() ? '#56B4E9' : '#0072B2';

function escaped(text) {
  const place = document.createElement('span');
  place.textContent = text;
  return place.innerHTML;
}

const middles = figures => figures.spans.filter((_, i) => i % 2 === 0).map((from, i) => (from + figures.spans[2 * i + 1]) / 2);

// One on top of the other, the uppermost first, so that each covers what lies below its own share. The library would pile them up anew at each step of a drag.
function piled(expressions) {
  const sums = [];
  return expressions.map(e => ({ ...e, tops: e.values.map((value, i) => value == null ? null : sums[i] = (sums[i] ?? 0) + value) })).reverse();
}

// What was marked at one moment stands in one label.
function joined(marks) {
  const names = new Map();
  for (const [at, name] of marks) names.set(at, (names.get(at) ?? new Set()).add(name || '●'));
  return [...names].map(([at, all]) => [at, [...all].join(', ')]);
}

// Stretches in a row of the strips: rectangles that are cut off at the edges of the panel, with their name where it fits.
function strip(library, row, items, look) {
  return {
    type: 'custom', xAxisIndex: 2, yAxisIndex: 2, animation: false, clip: true, tooltip: { show: false }, emphasis: { disabled: true }, encode: { x: [0, 1], y: 2 },
    data: items.map(item => [item.from, item.to, row]),
    renderItem(params, api) {
      const item = items[params.dataIndex], [left, middle] = api.coord([item.from, row]), [right] = api.coord([item.to, row]), wide = Math.max(look.least ?? 1, right - left);
      const band = api.size([0, 1])[1] * 0.78, tall = band * (item.height ?? 1);
      const shape = library.graphic.clipRectByRect({ x: left, y: middle + band / 2 - tall, width: wide, height: tall }, params.coordSys);
      if (!shape) return null;
      const children = [{ type: 'rect', shape, style: { fill: item.fill ?? 'transparent', stroke: look.ink, lineWidth: item.bold ? 2.5 : 0.75, lineDash: item.fill ? null : [3, 3] } }];
      if (item.name && shape.width > item.name.length * 7 + 6) children.push({
        type: 'text', silent: true,
        style: { text: item.name, x: shape.x + shape.width / 2, y: shape.y + shape.height / 2, align: 'center', verticalAlign: 'middle', fill: look.ink, font: `600 12px ${look.family}`, lineHeight: 14, backgroundColor: look.ground, padding: [1, 5], borderRadius: 3 },
      });
      return { type: 'group', children };
    },
  };
}

// Room for the names of the axes on either side.
export const edges = narrow => ({ left: narrow ? 64 : 84, right: narrow ? 10 : 18 });

// state: marked, marks, hidden, view, narrow.
export function optionsOf(library, frame, figures, state) {
  const ink = colour('--mud-palette-text-primary'), soft = colour('--mud-palette-text-secondary');
  const line = colour('--mud-palette-lines-default'), ground = colour('--mud-palette-surface'), accent = colour('--mud-palette-primary'), words = frame.words;
  const family = '"Atkinson Hyperlegible Next", sans-serif';
  const text = { color: soft, fontFamily: family, fontSize: 13 };
  const narrow = state.narrow, { left, right } = edges(narrow);
  const laned = [...new Set(frame.windows.map(w => w.lane))].sort();
  const rowsOf = [words.picture, words.context, ...laned.map((_, i) => i === 0 ? words.findings : ' ')];
  const strips = rowsOf.length * 24, foot = 72, valenceTall = narrow ? 76 : 92;
  const times = middles(figures), series = values => values.map((value, i) => [times[i], value]);
  const xAxis = gridIndex => ({
    type: 'value', gridIndex, min: 0, max: frame.scaleMs, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: line } }, axisTick: { show: gridIndex === 2, lineStyle: { color: line } },
    axisLabel: { ...text, show: gridIndex === 2, formatter: clock, hideOverlap: true, showMaxLabel: false }, axisPointer: { label: { show: gridIndex === 2, formatter: p => clock(p.value) } },
  });
  const areas = named => [
    ...frame.gaps.map(([from, to]) => [{ xAxis: from, itemStyle: { color: soft, opacity: 0.16 }, label: { show: named && to - from > (state.view[1] - state.view[0]) / 25, formatter: words.gap, color: soft, position: 'insideTop' } }, { xAxis: to }]),
    ...(frame.baseline ? [[{ xAxis: frame.baseline[0], itemStyle: { color: 'transparent', borderColor: ink, borderWidth: 1, borderType: 'dotted' }, label: { show: named && !narrow && frame.baseline[1] - frame.baseline[0] > (state.view[1] - state.view[0]) / 12, formatter: words.baseline, color: ink, position: 'insideTopLeft', backgroundColor: ground, padding: [2, 4], borderRadius: 4 } }, { xAxis: frame.baseline[1] }]] : []),
    ...(state.marked ? [[{ xAxis: state.marked.from, itemStyle: { color: accent, opacity: 0.18, borderColor: accent, borderWidth: 2 }, label: { show: named, formatter: `${state.marked.label ? `${state.marked.label}, ` : ''}${inWords(words.to, clock(state.marked.from), clock(state.marked.to))}`, color: ink, position: 'insideTop', backgroundColor: ground, padding: [2, 5], borderRadius: 4 } }, { xAxis: state.marked.to }]] : []),
  ];
  const lines = named => [
    ...joined(state.marks).map(([at, name]) => ({ xAxis: at, lineStyle: { color: ink, width: 1.5, type: 'dashed' }, label: { show: named && !narrow, formatter: name, color: ink, fontFamily: family, fontSize: 12, lineHeight: 14, position: 'insideStartTop', rotate: 0, backgroundColor: ground, padding: [1, 4], borderRadius: 4 } })),
  ];
  // What lies above a panel: gaps, the chosen window and markers.
  const above = (index, low) => ({
    name: `above ${index}`, type: 'line', xAxisIndex: index, yAxisIndex: index, symbol: 'none', silent: true, z: 10, data: [[0, low], [frame.scaleMs, low]], lineStyle: { opacity: 0 }, tooltip: { show: false },
    markArea: { silent: true, z: 20, data: areas(index === 0), label: { fontFamily: family, fontSize: 12, lineHeight: 14 } }, markLine: { silent: true, symbol: ['none', 'none'], z: 30, animation: false, data: lines(index === 0) },
  });
  const look = { ink, ground, family };
  return {
    animation: false, backgroundColor: 'transparent', textStyle: text,
    title: { text: words.valence, left, bottom: foot + strips + 8 + valenceTall + 9, padding: 0, textStyle: { ...text, fontWeight: 600 } },
    grid: [{ left, right, top: 10, bottom: foot + strips + 8 + valenceTall + 36 }, { left, right, height: valenceTall, bottom: foot + strips + 8 }, { left, right, height: strips, bottom: foot }],
    xAxis: [xAxis(0), xAxis(1), xAxis(2)],
    yAxis: [
      { type: 'value', gridIndex: 0, min: 0, max: 1, interval: 0.25, axisLabel: { ...text, formatter: percent }, splitLine: { lineStyle: { color: line } } },
      { type: 'value', gridIndex: 1, min: -1, max: 1, interval: 1, axisLabel: { ...text, formatter: v => v > 0 ? '+1' : v < 0 ? '−1' : '0' }, splitLine: { lineStyle: { color: line } } },
      { type: 'category', gridIndex: 2, inverse: true, data: rowsOf, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { ...text, fontSize: narrow ? 12 : 13, interval: 0 } },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis', confine: true, backgroundColor: ground, borderColor: line, textStyle: { ...text, color: ink },
      formatter: points => {
        const at = points[0]?.axisValue, i = times.findIndex((_, n) => at >= figures.spans[2 * n] && at < figures.spans[2 * n + 1]);
        if (i < 0) return '';
        const right = '<b style="float:right;margin-left:16px">', among = list => list.find(([from, to]) => at >= from && at < to);
        const rows = [...figures.expressions].reverse().map(e => `<div><i style="display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px;background:${e.color}"></i>${escaped(e.name)} ${right}${percent(e.values[i])}</b></div>`);
        const picture = among(figures.pictures), context = among(frame.contexts);
        return `<b>${clock(at)}</b>${rows.join('')}<div>${escaped(words.valence)} ${right}${signed(figures.valence[i])}</b></div><div>${escaped(words.valid)} ${right}${percent(figures.valid[i])}</b></div>`
          + (picture ? `<div>${escaped(words.picture)} ${right}${escaped(frame.pictureNames[picture[2]])}</b></div>` : '') + (figures.reasons[i] ? `<div>${escaped(figures.reasons[i])}</div>` : '')
          + (context ? `<div>${escaped(words.context)} ${right}${escaped(frame.contextNames[context[2]])}</b></div>` : '')
          + frame.windows.filter(w => at >= w.fromMs && at < w.toMs).map(w => `<div>${escaped(w.said)}</div>`).join('');
      },
    },
    dataZoom: [
      // A plain wheel scrolls the page; with Ctrl, or two fingers on a touch pad, it zooms. A drag moves what is shown, once it is not all.
      { id: 'inside', type: 'inside', xAxisIndex: [0, 1, 2], zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, moveOnMouseMove: state.zoomed, preventDefaultMouseMove: state.zoomed, filterMode: 'none', minValueSpan: state.least, startValue: state.view[0], endValue: state.view[1] },
      { id: 'slider', type: 'slider', xAxisIndex: [0, 1, 2], height: 26, bottom: 8, left, right, filterMode: 'none', minValueSpan: state.least, startValue: state.view[0], endValue: state.view[1], borderColor: line, fillerColor: 'rgba(128,150,152,0.18)', handleStyle: { color: accent, borderColor: accent }, moveHandleSize: 0, labelFormatter: clock, textStyle: text, dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } }, selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } } },
    ],
    series: [
      ...piled(figures.expressions.filter(e => !state.hidden.has(e.key))).map(e => ({
        name: e.key, type: 'line', xAxisIndex: 0, yAxisIndex: 0, symbol: 'none', connectNulls: false, color: e.color, lineStyle: { width: narrow ? 0.3 : 0.75, color: ground }, areaStyle: { color: filled(e.color, expressionPatterns[e.key]), opacity: 1, origin: 'start' }, emphasis: { disabled: true }, data: series(e.tops),
      })),
      { name: 'valence', type: 'line', xAxisIndex: 1, yAxisIndex: 1, symbol: 'none', connectNulls: false, color: valenceColour(), lineStyle: { width: 1.75 }, areaStyle: { origin: 0, opacity: 0.14 }, emphasis: { disabled: true }, data: series(figures.valence) },
      above(0, 0), above(1, -1),
      { name: 'pictures', silent: true, ...strip(library, 0, figures.pictures.map(([from, to, p]) => ({ from, to, height: pictures[p][2], fill: pictures[p][0] && filled(pictures[p][0], pictures[p][1]) })), look) },
      { name: 'contexts', silent: true, ...strip(library, 1, frame.contexts.map(([from, to, c]) => ({ from, to, fill: filled(...contexts[c]), name: frame.contextNames[c] })), look) },
      ...laned.map((lane, i) => ({
        name: `windows ${lane}`, cursor: 'pointer', ...strip(library, 2 + i, frame.windows.filter(w => w.lane === lane).map(w => ({ from: w.fromMs, to: w.toMs, fill: filled(...lanes[lane]), name: w.label, bold: state.marked?.id === w.id })), { ...look, least: 8 }),
      })),
    ],
  };
}
