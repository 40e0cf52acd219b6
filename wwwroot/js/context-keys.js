// One key presses the button that carries it, unless the person is typing, holds a modifier or has switched the keys off.
export function listen(group) {
  const press = event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!group.querySelector("[data-act=keys]").checked) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], [role=dialog]")) return;
    group.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  };
  document.addEventListener("keydown", press);
  return { dispose: () => document.removeEventListener("keydown", press) };
}
