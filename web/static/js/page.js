// Binds the small modules to [data-module="name …"], also in what htmx brings later. A page works without any of them.
import { actBar } from './act_bar.js';
import { autosave } from './autosave.js';
import { calendarYear } from './calendar_year.js';
import { copy } from './copy.js';
import { dialogs } from './dialogs.js';
import { keyboard } from './keyboard.js';
import { list } from './list.js';
import { guardSubmits } from './once.js';
import { rows } from './rows.js';
import { stockPhrases } from './stock_phrases.js';
import { upload } from './upload.js';

const modules = {
  'act-bar': actBar,
  autosave,
  'calendar-year': calendarYear,
  copy,
  dialogs,
  'focus-here': (element) => element.focus(),
  keyboard,
  list,
  rows,
  'stock-phrases': stockPhrases,
  upload,
};
const bound = new WeakMap();

function bind(root) {
  const elements = [...root.querySelectorAll('[data-module]')];
  if (root.matches?.('[data-module]')) elements.unshift(root);
  for (const element of elements) {
    const done = bound.get(element) ?? new Set();
    bound.set(element, done);
    for (const name of element.dataset.module.split(/\s+/)) {
      if (modules[name] && !done.has(name)) {
        done.add(name);
        modules[name](element);
      }
    }
  }
}

guardSubmits(document);
bind(document.documentElement);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType === Node.ELEMENT_NODE) bind(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
