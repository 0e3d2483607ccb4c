// Loaded before the first paint, so that no page flashes in the other theme.
(() => {
  const key = 'tradingbot-theme';
  const known = ['light', 'dark', 'system'];
  const read = () => {
    try { return known.includes(localStorage.getItem(key)) ? localStorage.getItem(key) : 'system'; } catch { return 'system'; }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const wish = read();
    document.documentElement.dataset.themeWish = wish;
    document.documentElement.dataset.theme = wish === 'system' ? (dark.matches ? 'dark' : 'light') : wish;
    for (const button of document.querySelectorAll('[data-set-theme]'))
      button.setAttribute('aria-pressed', String(button.dataset.setTheme === wish));
  };
  document.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-set-theme]') : null;
    if (!button) return;
    try { localStorage.setItem(key, button.dataset.setTheme); } catch { /* Private mode: the choice lasts for this page only. */ }
    apply();
  });
  dark.addEventListener('change', apply);
  document.addEventListener('DOMContentLoaded', apply);
  // Called by the page once it answers to clicks: its buttons are new then.
  const ready = () => { document.documentElement.dataset.interactive = 'true'; apply(); };
  globalThis.tradingBotTheme = { ready };
  apply();
})();
