// Blazor's script tells the state of the connection by classes of the dialog.
(() => {
  const dialog = document.getElementById('components-reconnect-modal');
  const rejected = 'components-reconnect-rejected';
  new MutationObserver(() => { if (dialog.classList.contains(rejected)) location.reload(); })
    .observe(dialog, { attributes: true, attributeFilter: ['class'] });
  dialog.querySelector('[data-reconnect]').addEventListener('click', async () => {
    try {
      if (!await Blazor.reconnect()) location.reload();
    } catch {
      dialog.querySelector('[data-reconnect]').focus(); // Still out of reach: the dialog stays.
    }
  });
})();
