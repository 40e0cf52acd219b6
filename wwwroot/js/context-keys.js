// One key presses the button that carries it, unless the person is typing or holds a modifier.
export function listen(group) {
  const press = event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], [role=dialog]")) return;
    group.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  };
  document.addEventListener("keydown", press);
  return { dispose: () => document.removeEventListener("keydown", press) };
}
