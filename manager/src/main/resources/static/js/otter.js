'use strict';
(() => {
  // What an operator opened stays open when a live part is morphed.
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === 'open' && node.nodeName === 'DETAILS');

  // Exact times in the reader's zone.
  const zone = root => {
    for (const time of root.querySelectorAll('time[datetime]')) {
      time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang);
    }
  };
  document.addEventListener('DOMContentLoaded', () => zone(document));
  document.addEventListener('htmx:afterSettle', () => zone(document));

  // A session that has ended answers with the log-in page: go there instead of swapping it in.
  document.addEventListener('htmx:beforeSwap', event => {
    if (new URL(event.detail.xhr.responseURL || location.href).pathname.endsWith('/login')) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  // Without a stream (a proxy that holds it back) live parts ask every 5 seconds.
  let heard = Date.now();
  document.addEventListener('htmx:sseMessage', () => { heard = Date.now(); });
  setInterval(() => {
    if (!document.hidden && Date.now() - heard > 6000 && document.getElementById('live')) {
      document.body.dispatchEvent(new Event('late'));
    }
  }, 5000);

  // One box that ticks all boxes of a name.
  document.addEventListener('change', event => {
    const name = event.target.dataset.ticks;
    for (const box of name ? event.target.form.elements : []) {
      if (box.name === name) box.checked = event.target.checked;
    }
  });

  // Buttons beside what can be copied.
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-copy]');
    if (button) {
      navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent);
    }
  });
})();
