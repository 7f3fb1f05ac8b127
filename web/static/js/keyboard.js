// Desk pages work without a mouse; components/keys.html says every key in words, and shows those of the page one is on.
import { open } from './list.js';

const ROWS = 'tr[data-href], tr[data-choices], a[data-row]';
const FIELDS = 'input:not([type="hidden"], [tabindex="-1"]), select, textarea';

let left; // the field that Esc left: f goes on from there

// A key moves, or presses what only moves; an act's key goes to its button, and what it does is read before Enter is pressed.
const KEYS = {
  j: (event) => move(event, 1),
  ArrowDown: (event) => arrow(event, 1),
  k: (event) => move(event, -1),
  ArrowUp: (event) => arrow(event, -1),
  Enter: openRow,
  x: pick,
  '/': (event) => focus(event, document.querySelector('[data-search]')),
  f: (event) => field(event, 1),
  F: (event) => field(event, -1),
  ']': (event) => turn(event, 'next', 1),
  '[': (event) => turn(event, 'prev', -1),
  c: claim,
  o: (event) => focus(event, current()?.querySelector('[data-opinion]') ?? document.querySelector('#opinion, #opinion-given, [data-opinion]')),
  p: (event) => focus(event, document.querySelector('.stock-phrases button')),
  m: more,
};

export function keyboard(body) {
  const help = document.getElementById('keys');
  const button = document.querySelector('[data-keys-help]');
  if (button && help) {
    button.hidden = false;
    button.addEventListener('click', () => show(help));
  }
  let afterG = false;
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return pressPrimary(event);
    if (event.key === 'Escape' && writing(event.target)) return leave(event.target);
    if (event.key === 'ArrowDown' && event.target.matches?.('[data-search]')) return move(event, 1);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target) || document.querySelector('dialog[open]')) return undefined;
    if (afterG && /^[1-9]$/.test(event.key)) {
      afterG = false;
      return document.querySelectorAll('.rail nav a')[Number(event.key) - 1]?.click();
    }
    afterG = event.key === 'g';
    if (event.key === 'n' && body.dataset.newUrl) return window.location.assign(body.dataset.newUrl);
    if (event.key === '?' && help) return show(help);
    if (/^[1-9]$/.test(event.key)) return choose(event);
    const act = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    return act ? focus(event, act) : KEYS[event.key]?.(event);
  });
}

function leave(element) {
  left = element;
  element.blur();
}

// Keys of which there is nothing on this page would only be in the way.
function show(help) {
  for (const part of help.querySelectorAll('[data-where]')) part.hidden = !document.querySelector(part.dataset.where);
  help.showModal();
}

function rowsOf() {
  return [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent !== null);
}

function current() {
  const held = document.activeElement?.closest?.(ROWS);
  return held ?? document.querySelector('.is-current');
}

function move(event, step) {
  const rows = rowsOf();
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  document.querySelector('.is-current')?.classList.remove('is-current');
  next.classList.add('is-current');
  next.scrollIntoView({ block: 'nearest' });
  handle(next)?.focus({ preventScroll: true });
}

// What one holds of a row: its link, or the verdict that is chosen in it.
function handle(row) {
  if (row.matches('a')) return row;
  return row.dataset.href ? row.querySelector('a') : row.querySelector('input[type="radio"]:checked') ?? row.querySelector(FIELDS) ?? row.querySelector('a');
}

// Arrows choose among radio buttons, as they do everywhere.
function arrow(event, step) {
  if (!event.target.matches?.('input, summary, select')) move(event, step);
}

function openRow(event) {
  const row = current();
  if (row?.dataset.href && !event.target.closest('a, button, summary')) open(row);
}

function pick(event) {
  const box = current()?.querySelector('input[type="checkbox"]');
  if (!box) return;
  event.preventDefault();
  box.click();
}

// The number of a choice in the row one is in, or of a stock phrase while one stands among them.
function choose(event) {
  const number = Number(event.key) - 1;
  const phrases = event.target.closest?.('.stock-phrases');
  if (phrases) {
    event.preventDefault();
    return phrases.querySelectorAll('button')[number]?.click();
  }
  const row = current();
  const choice = row?.querySelectorAll('input[type="radio"]')[number];
  if (!choice) return undefined;
  event.preventDefault();
  choice.click();
  choice.focus();
  if (choice.matches('[value="defective"], [value="missing"]')) row.querySelector('.defect')?.focus();
  return undefined;
}

function field(event, step) {
  const seen = new Set();
  const fields = [...document.querySelectorAll(FIELDS)].filter((one) => {
    if (!one.closest('main') || one.disabled || one.offsetParent === null) return false;
    if (one.type !== 'radio') return true;
    if (seen.has(one.name)) return false; // a group of choices is one field
    seen.add(one.name);
    return true;
  });
  const here = document.activeElement === document.body ? left : document.activeElement;
  const place = (one) => one === here || (here?.type === 'radio' && one.name === here.name);
  let at = fields.findIndex(place);
  if (at < 0 && here) { // between two fields: the next one down the page
    const after = fields.findIndex((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    at = after < 0 ? fields.length : after - (step > 0 ? 1 : 0);
  }
  const next = fields[at < 0 && step < 0 ? fields.length - 1 : at + step];
  const chosen = next?.type === 'radio' && document.querySelector(`input[type="radio"][name="${CSS.escape(next.name)}"]:checked`);
  focus(event, chosen || next);
  (chosen || next)?.scrollIntoView({ block: 'nearest' });
}

// The next page of a list; on other pages the next part.
function turn(event, rel, step) {
  const page = document.querySelector(`.pager a[rel="${rel}"]`);
  if (page) return page.click();
  const parts = [...document.querySelectorAll('main .panel')].filter((part) => part.offsetParent !== null);
  if (!parts.length) return undefined;
  const at = parts.indexOf((document.activeElement === document.body ? left : document.activeElement)?.closest('.panel'));
  const part = parts[Math.min(Math.max(at + step, 0), parts.length - 1)];
  part.tabIndex = -1;
  part.scrollIntoView({ block: 'start' });
  return focus(event, part);
}

function claim(event) {
  const button = current()?.querySelector('[data-claim]') ?? (rowsOf().some((row) => row.dataset.href) ? null : document.querySelector('[data-claim]'));
  if (!button) return;
  event.preventDefault();
  button.click();
}

function more(event) {
  const menu = document.querySelector('.more-menu');
  if (!menu) return;
  menu.open = true;
  focus(event, menu.querySelector('a'));
}

function focus(event, element) {
  if (!element) return;
  event.preventDefault();
  element.focus();
  if (element.type !== 'radio') element.select?.();
}

function pressPrimary(event) {
  const primary = '.act-bar .btn-primary, .step-acts .btn-primary';
  const form = event.target.closest?.('form');
  const button = form?.querySelector(primary) ?? document.querySelector(primary) ?? document.querySelector("main form .btn-primary");
  if (!button) return;
  event.preventDefault();
  button.click();
}

// Also the workshop's canvas has keys of its own.
function writing(element) {
  return element.closest?.('.workshop') || element.matches?.('input:not([type="checkbox"], [type="radio"], [type="file"]), textarea, select, [contenteditable="true"]');
}
