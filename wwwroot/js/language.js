// Keeps the language that was chosen and loads the page again in it; a page with a circuit gets a new one.
document.addEventListener('click', event => {
  const choice = event.target instanceof Element ? event.target.closest('[data-language]') : null;
  if (!choice || choice.getAttribute('aria-pressed') === 'true') return;
  const code = choice.dataset.language;
  document.cookie = `language=${encodeURIComponent(`c=${code}|uic=${code}`)}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
});
