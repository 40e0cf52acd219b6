// Exchanges the link's secret for the session cookie. The secret stands in the fragment, which no server and no log ever sees;
// it leaves the address bar and the history before anything else happens.
const form = document.getElementById('redeem');
const token = location.hash.slice(1);

const show = id => {
  document.getElementById('opening').hidden = true;
  document.getElementById(id).hidden = false;
};

if (token) history.replaceState(null, '', location.pathname);

if (!window.isSecureContext) show('not-secure');
else if (!/^[A-Za-z0-9_-]{8,200}$/.test(token)) show('no-token');
else {
  form.elements.token.value = token;
  form.submit();
}
