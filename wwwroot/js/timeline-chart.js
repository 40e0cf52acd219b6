// Draws a session's timeline with Apache ECharts. Figures come in as data; nothing that comes in is run as code.
let library;

function loadLibrary() {
  library ??= window.echarts ? Promise.resolve(window.echarts) : new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/lib/echarts/echarts.min.js';
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { library = undefined; reject(new Error('The chart library could not be loaded.')); };
    document.head.append(script);
  });
  return library;
}

const clock = ms => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
const percent = share => share == null ? '–' : `${Math.round(share * 100)} %`;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function escaped(text) {
  const place = document.createElement('span');
  place.textContent = text;
  return place.innerHTML;
}

function optionsOf(figures, { marked, point, marks }) {
  const ink = colour('--mud-palette-text-primary'), soft = colour('--mud-palette-text-secondary');
  const line = colour('--mud-palette-lines-default'), ground = colour('--mud-palette-surface'), accent = colour('--mud-palette-primary');
  const text = { color: soft, fontFamily: '"Atkinson Hyperlegible Next", sans-serif', fontSize: 13 };
  const narrow = window.innerWidth < 640;
  const left = narrow ? 46 : 58, right = narrow ? 8 : 16, legend = narrow ? 84 : 34;
  const pair = i => [figures.times[i], null];
  const xAxis = gridIndex => ({
    type: 'value', gridIndex, min: 0, max: figures.durationMs, splitLine: { show: false }, axisLine: { lineStyle: { color: line } }, axisTick: { lineStyle: { color: line } },
    axisLabel: { ...text, show: gridIndex === 1, formatter: clock, hideOverlap: true, showMaxLabel: false }, axisPointer: { label: { formatter: p => clock(p.value) } },
  });
  const areas = [
    ...figures.gaps.map(([from, to]) => [{ xAxis: from, itemStyle: { color: soft, opacity: 0.16 }, label: { show: to - from > figures.durationMs / 25, formatter: 'gap', color: soft, position: 'insideTop' } }, { xAxis: to }]),
    ...(figures.baseline ? [[{ xAxis: figures.baseline[0], itemStyle: { color: 'transparent', borderColor: ink, borderWidth: 1, borderType: 'dotted' }, label: { show: !narrow, formatter: 'neutral baseline', color: ink, position: 'insideTop', backgroundColor: ground, padding: [2, 4], borderRadius: 4 } }, { xAxis: figures.baseline[1] }]] : []),
    ...(marked ? [[{ xAxis: marked[0], itemStyle: { color: accent, opacity: 0.18, borderColor: accent, borderWidth: 2 }, label: { show: true, formatter: `${clock(marked[0])} to ${clock(marked[1])}`, color: ink, position: 'insideTop', backgroundColor: ground, padding: [2, 5], borderRadius: 4 } }, { xAxis: marked[1] }]] : []),
  ];
  const lines = [
    ...marks.map(([at, name]) => ({ xAxis: at, lineStyle: { color: ink, width: 1.5, type: 'dashed' }, label: { show: !narrow, formatter: name || '●', color: ink, fontFamily: text.fontFamily, fontSize: 12, position: 'insideStartTop', rotate: 0, backgroundColor: ground, padding: [1, 4], borderRadius: 4 } })),
    ...(point == null ? [] : [{ xAxis: point, lineStyle: { color: accent, width: 2, type: 'solid' }, label: { show: false } }]),
  ];
  return {
    animation: false, backgroundColor: 'transparent', textStyle: text, aria: { enabled: true },
    legend: { top: 0, left: 0, data: figures.emotions.map(e => e.name), textStyle: { ...text, color: ink }, icon: 'roundRect', itemWidth: 14, itemHeight: 10, itemGap: 14, inactiveColor: line },
    grid: [{ left, right, top: legend + 8, bottom: 148 }, { left, right, height: 44, bottom: 78 }],
    xAxis: [xAxis(0), xAxis(1)],
    yAxis: [
      { type: 'value', gridIndex: 0, min: 0, max: 1, interval: 0.25, axisLabel: { ...text, formatter: percent }, splitLine: { lineStyle: { color: line } } },
      { type: 'value', gridIndex: 1, min: 0, max: 1, interval: 1, axisLabel: { ...text, formatter: percent }, splitLine: { lineStyle: { color: line } }, name: narrow ? '' : 'Valid frames', nameLocation: 'end', nameGap: 5, nameTextStyle: { ...text, align: 'left' } },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis', confine: true, backgroundColor: ground, borderColor: line, textStyle: { ...text, color: ink },
      formatter: points => {
        const i = points.find(p => p.seriesName !== 'Spans')?.dataIndex;
        if (i == null) return '';
        const rows = [...figures.emotions].reverse().map(e => `<div><i style="display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px;background:${e.color}"></i>${escaped(e.name)} <b style="float:right;margin-left:16px">${percent(e.values[i])}</b></div>`);
        return `<b>${clock(figures.times[i])}</b>${rows.join('')}<div>Valid frames <b style="float:right;margin-left:16px">${percent(figures.valid[i])}</b></div>${figures.reasons[i] ? `<div>${escaped(figures.reasons[i])}</div>` : ''}`;
      },
    },
    dataZoom: [
      { type: 'inside', xAxisIndex: [0, 1], zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, filterMode: 'none' },
      { type: 'slider', xAxisIndex: [0, 1], height: 24, bottom: 10, filterMode: 'none', borderColor: line, fillerColor: 'rgba(128,150,152,0.18)', handleStyle: { color: accent, borderColor: accent }, moveHandleSize: 0, labelFormatter: clock, textStyle: text, dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } }, selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } } },
    ],
    series: [
      ...figures.emotions.map(e => ({
        name: e.name, type: 'line', stack: 'emotions', xAxisIndex: 0, yAxisIndex: 0, symbol: 'none', connectNulls: false, color: e.color, lineStyle: { width: 0 }, areaStyle: { color: e.color, opacity: 0.92 }, emphasis: { disabled: true },
        data: e.values.map((v, i) => v == null ? pair(i) : [figures.times[i], v]),
      })),
      { name: 'Spans', type: 'line', xAxisIndex: 0, yAxisIndex: 0, symbol: 'none', silent: true, z: 10, data: [[0, 0], [figures.durationMs, 0]], lineStyle: { opacity: 0 }, tooltip: { show: false }, markArea: { silent: true, z: 20, data: areas, label: { fontFamily: text.fontFamily, fontSize: 12 } }, markLine: { silent: true, symbol: ['none', 'none'], z: 30, data: lines } },
      {
        name: 'Valid frames', type: 'line', step: 'middle', xAxisIndex: 1, yAxisIndex: 1, symbol: 'none', connectNulls: false, color: soft, lineStyle: { width: 1 }, areaStyle: { color: accent, opacity: 0.35 }, emphasis: { disabled: true },
        data: figures.valid.map((v, i) => v == null ? pair(i) : [figures.times[i], v]),
      },
    ],
  };
}

export async function draw(place, figures) {
  // A canvas does not redraw when a font arrives later.
  const [echarts] = await Promise.all([loadLibrary(), document.fonts.load('13px "Atkinson Hyperlegible Next"').catch(() => [])]);
  const chart = echarts.init(place, null, { renderer: 'canvas' });
  const shown = { marked: null, point: null, marks: [] };
  const redraw = () => chart.setOption(optionsOf(figures, shown), { replaceMerge: ['series'] });
  redraw();
  const resizing = new ResizeObserver(() => { chart.resize(); redraw(); });
  resizing.observe(place);
  document.addEventListener('theme-changed', redraw);
  // The slider stands beside the chart, in the same part of the page.
  const part = place.closest('section');
  const point = event => {
    shown.point = event.detail;
    redraw();
  };
  part?.addEventListener('timeline-point', point);
  return {
    jump(from, to) {
      shown.marked = [from, to];
      redraw();
      const margin = Math.max(10_000, (to - from) * 0.75);
      chart.dispatchAction({ type: 'dataZoom', startValue: Math.max(0, from - margin), endValue: Math.min(figures.durationMs, to + margin) });
      place.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    },
    mark(marks) {
      shown.marks = marks;
      redraw();
    },
    dispose() {
      resizing.disconnect();
      document.removeEventListener('theme-changed', redraw);
      part?.removeEventListener('timeline-point', point);
      chart.dispose();
    },
  };
}
