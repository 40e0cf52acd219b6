// What every page needs without a circuit: light and dark, reloading, and signing out whoever has left the desk.
(() => {
  'use strict';
  const root = document.documentElement;

  const prefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark();

  document.addEventListener('click', event => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('[data-theme-toggle]')) {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
      document.dispatchEvent(new CustomEvent('theme-changed'));
    }
    if (target?.closest('[data-reload]')) {
      event.preventDefault();
      location.reload();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new CustomEvent('theme-changed')));

  // The circuit does not renew the sign-in cookie, so activity does, at most once a minute.
  const minute = 60_000, idleLimit = 15 * minute, warning = 2 * minute;
  const notice = document.getElementById('idle-notice');
  if (!document.querySelector('[action="/sign-out"]') || !notice) return;
  let lastActive = Date.now(), lastRenewed = Date.now();

  const active = () => {
    if (notice.open) return;
    lastActive = Date.now();
    if (lastActive - lastRenewed > minute) renew();
  };
  const renew = async () => {
    lastRenewed = Date.now();
    try {
      const answer = await fetch('/signed-in', { redirect: 'manual', cache: 'no-store' });
      if (answer.type === 'opaqueredirect' || answer.status === 401) leave();
    } catch { /* offline: the page says so itself */ }
  };
  const leave = () => location.assign(`/sign-in?returnUrl=${encodeURIComponent(location.pathname)}`);

  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) addEventListener(sign, active, { passive: true });
  notice.querySelector('[data-stay]').addEventListener('click', () => { notice.close(); lastActive = Date.now(); renew(); });
  setInterval(() => {
    const idle = Date.now() - lastActive;
    if (idle >= idleLimit) leave();
    else if (idle >= idleLimit - warning && !notice.open) notice.showModal();
  }, 5_000);
})();
