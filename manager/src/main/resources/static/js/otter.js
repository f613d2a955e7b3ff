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

  // Boxes in which something is confirmed close on Escape and on a click elsewhere.
  const asks = () => document.querySelectorAll('details.ask[open]');
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    for (const ask of asks()) {
      ask.open = false;
      ask.querySelector('summary').focus();
    }
  });
  document.addEventListener('click', event => {
    for (const ask of asks()) {
      if (!ask.contains(event.target)) ask.open = false;
    }
  });

  // A form is sent once; its button says that it is under way.
  const atRest = () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
    }
  };
  document.addEventListener('submit', event => {
    if (event.target.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = '';
    event.submitter?.setAttribute('aria-busy', 'true');
    setTimeout(atRest, 30000);
  });
  window.addEventListener('pageshow', atRest); // when the reader comes back to it

  // Times are entered in the reader's zone, and shown in UTC by the server.
  document.addEventListener('DOMContentLoaded', () => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const field of document.querySelectorAll('input[type=datetime-local]')) {
      const zone = field.nextElementSibling;
      if (zone.value !== 'UTC') continue;
      const time = new Date(field.value + 'Z');
      if (!isNaN(time)) {
        field.value = new Date(time - time.getTimezoneOffset() * 60000).toISOString().replace(/(\.000)?Z$/, '');
      }
      zone.value = here;
      field.parentElement.querySelector('[data-zone]').textContent = here;
    }
  });

  // Buttons beside what can be copied. They stay when a live part is morphed.
  const said = node => [...node.childNodes].filter(child => !child.dataset?.copies).map(child => child.textContent).join('');
  const copyable = node => node.matches('pre, [data-copy]') || /^(otterctl|curl) /.test(node.textContent);
  const buttons = () => {
    for (const node of document.querySelectorAll('main pre, main code')) {
      const inside = node.matches('pre');
      const there = inside ? node.querySelector('[data-copies]') : node.nextElementSibling?.dataset.copies;
      if (there || !copyable(node) || node.parentElement.closest('pre')) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.dataset.copies = 'true';
      button.textContent = document.body.dataset.copy;
      inside ? node.append(button) : node.after(button);
    }
  };
  Idiomorph.defaults.callbacks.beforeNodeRemoved = node => !node.dataset?.copies;
  document.addEventListener('DOMContentLoaded', buttons);
  document.addEventListener('htmx:afterSettle', buttons);

  // Browsers give the clipboard only to pages that came over TLS or from this machine.
  const copy = async text => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  };
  document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copies]');
    if (!button) return;
    await copy(said(button.closest('pre') ?? button.previousElementSibling));
    button.textContent = document.body.dataset.copied;
    setTimeout(() => { button.textContent = document.body.dataset.copy; }, 2000);
  });
})();
