// The window works without a mouse: j k move, Enter opens, / searches, n takes in, ? lists all keys, g and a digit go to the menu.
import { open } from './list.js';

export function keyboard(body) {
  const help = document.getElementById('keys');
  const button = document.querySelector('[data-keys-help]');
  if (button && help) {
    button.hidden = false;
    button.addEventListener('click', () => help.showModal());
  }
  let afterG = false;
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return pressPrimary(event);
    if (event.key === 'Escape' && writing(event.target)) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target) || document.querySelector('dialog[open]')) return undefined;
    if (afterG && /^[1-9]$/.test(event.key)) document.querySelectorAll('.rail nav a')[Number(event.key) - 1]?.click();
    afterG = event.key === 'g';
    return act(event, body, help);
  });
}

function act(event, body, help) {
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  if (event.key in steps) return move(event, steps[event.key]);
  const row = current();
  if (event.key === 'Enter' && row && !event.target.closest('a, button, summary')) return open(row);
  if (event.key === '/') return focus(event, document.querySelector('[data-search]'));
  if (event.key === 'n' && body.dataset.newUrl) return window.location.assign(body.dataset.newUrl);
  if (event.key === '?' && help) return help.showModal();
  // an act's own key only moves to its button: what it does is read before Enter is pressed
  return focus(event, document.querySelector(`.act-bar [data-key="${CSS.escape(event.key.toLowerCase())}"]`));
}

function current() {
  return document.querySelector('tr[data-href].is-current');
}

function move(event, step) {
  const rows = [...document.querySelectorAll('[data-module~="list"] tr[data-href]')];
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows[at]?.classList.remove('is-current');
  next.classList.add('is-current');
  next.scrollIntoView({ block: 'nearest' });
  (next.querySelector('a') ?? next).focus({ preventScroll: true });
  next.dispatchEvent(new CustomEvent('row:current', { bubbles: true }));
}

function focus(event, element) {
  if (!element) return;
  event.preventDefault();
  element.focus();
  element.select?.();
}

function pressPrimary(event) {
  const form = event.target.closest?.('form') ?? document;
  const button = form.querySelector('.act-bar .btn-primary') ?? document.querySelector('.act-bar .btn-primary');
  if (!button) return;
  event.preventDefault();
  button.click();
}

// Also the workshop's canvas has keys of its own.
function writing(element) {
  return element.closest?.('.workshop') || element.matches?.('input:not([type="checkbox"], [type="radio"], [type="file"]), textarea, select, [contenteditable="true"]');
}
