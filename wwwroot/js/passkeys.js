// Asks the browser to make or use a passkey and posts its answer with the form. The page holds the challenge; nothing is kept here.
(() => {
  'use strict';
  const known = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';
  // A challenge is good for ten minutes; a page that has been open for longer gets a new one before the browser is asked.
  const fresh = 8 * 60_000;

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const problem = form.querySelector('[data-problem]');
    if (!known) {
      if (form.dataset.passkey === 'create') problem.hidden = false;
      continue;
    }
    form.hidden = false;
    let since = Date.now();

    const renew = async () => {
      const page = new DOMParser().parseFromString(await (await fetch(location.href, { cache: 'no-store' })).text(), 'text/html');
      const other = page.querySelector('form[data-passkey="get"]');
      if (!other) return;
      form.dataset.options = other.dataset.options;
      for (const field of other.querySelectorAll('input[type="hidden"][value]')) form.querySelector(`input[name="${field.name}"]`).value = field.value;
      since = Date.now();
    };

    const ask = options => form.dataset.passkey === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

    form.addEventListener('submit', async event => {
      event.preventDefault();
      problem.hidden = true;
      try {
        if (form.dataset.passkey === 'get' && Date.now() - since > fresh) await renew();
        const answer = await ask(JSON.parse(form.dataset.options));
        form.querySelector('[data-credential]').value = JSON.stringify(answer.toJSON());
        HTMLFormElement.prototype.submit.call(form);
      } catch {
        problem.hidden = false;
      }
    });
  }
})();
