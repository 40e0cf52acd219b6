// Moves between the points of a trend with the arrow keys and says what the one under pointer or focus stands for.
// The points are links that the server draws; without this script they are still there.
export function follow(place) {
  const scroll = place.querySelector('.trend-scroll'), tip = place.querySelector('.trend-tip'), cursor = place.querySelector('.trend-cursor');
  const pointsOf = panel => [...panel.querySelectorAll('a.trend-point')];
  const pointAt = event => event.target instanceof Element ? event.target.closest('a.trend-point') : null;

  function hide() {
    tip.hidden = cursor.hidden = true;
  }

  function show(point) {
    const frame = place.getBoundingClientRect(), box = point.getBoundingClientRect(), panels = scroll.getBoundingClientRect();
    const x = box.left + box.width / 2 - frame.left;
    if (x < 0 || x > frame.width) return hide();
    tip.textContent = point.getAttribute('aria-label');
    tip.hidden = cursor.hidden = false;
    cursor.style.left = `${x}px`;
    cursor.style.height = `${panels.height}px`;
    tip.style.left = `${Math.max(0, Math.min(x - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
    // Above the point, but neither out of sight nor over the panel's title.
    const above = box.top - frame.top - tip.offsetHeight - 6, title = point.closest('.trend-panel').querySelector('h3').getBoundingClientRect();
    tip.style.top = `${above + frame.top < Math.max(0, title.bottom) ? box.bottom - frame.top + 6 : above}px`;
  }

  // One stop for the Tab key in each panel: the newest point, or the one that was last in focus.
  function refresh() {
    for (const panel of place.querySelectorAll('.trend-panel')) {
      const points = pointsOf(panel);
      const stop = points.find(p => p.tabIndex === 0 && p.dataset.stop) ?? points.at(-1);
      for (const point of points) choose(point, point === stop);
    }
  }

  function choose(point, isStop) {
    point.tabIndex = isStop ? 0 : -1;
    if (isStop) point.dataset.stop = 'yes'; else delete point.dataset.stop;
  }

  function onKey(event) {
    const point = pointAt(event);
    if (event.key === 'Escape') return hide();
    if (!point || event.altKey || event.ctrlKey || event.metaKey) return;
    const points = pointsOf(point.closest('.trend-panel')), at = points.indexOf(point);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = points[to];
    if (!next) return;
    for (const each of points) choose(each, each === next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    show(next);
  }

  const onOver = event => { const point = pointAt(event); if (point) show(point); else hide(); };
  const listeners = [[place, 'pointerover', onOver], [place, 'pointerleave', hide], [place, 'focusin', onOver], [place, 'focusout', hide], [place, 'keydown', onKey], [scroll, 'scroll', hide]];
  for (const [target, name, heard] of listeners) target.addEventListener(name, heard);
  refresh();
  // Where not all fits, the newest is what one came for.
  scroll.scrollLeft = scroll.scrollWidth;
  return {
    refresh,
    dispose() {
      for (const [target, name, heard] of listeners) target.removeEventListener(name, heard);
    },
  };
}
