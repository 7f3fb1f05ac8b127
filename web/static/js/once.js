// A second press does nothing, a press shows that it was heard, and what cannot be undone is asked once more (data-confirm).
import { say } from './words.js';

const agreed = new WeakSet();

export function guardSubmits(root) {
  root.addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method === 'dialog' || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (button?.dataset.confirm && !agreed.has(button)) {
      event.preventDefault();
      confirm(button.dataset.confirm, button.textContent.trim(), () => {
        agreed.add(button);
        form.requestSubmit(button);
        agreed.delete(button);
      });
      return;
    }
    if (form.method === 'post' && !('downloads' in form.dataset)) hold(form, button); // a download leaves the page where it is
  });
  // the page comes back from the browser's memory, or htmx has its answer: one may press again
  window.addEventListener('pageshow', () => root.querySelectorAll('form[data-sent]').forEach(free));
  root.addEventListener('htmx:finally:request', (event) => {
    const form = event.target.closest?.('form');
    if (form) free(form);
  });
}

// The browser has yet to collect the pressed button's own value, so nothing is disabled here.
function hold(form, button) {
  form.dataset.sent = 'true';
  button?.setAttribute('aria-busy', 'true');
}

function free(form) {
  delete form.dataset.sent;
  for (const button of form.elements) button.removeAttribute('aria-busy'); // also those that stand outside it
}

function confirm(question, act, then) {
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm';
  dialog.append(paragraph(question), answers(act));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (dialog.returnValue === 'yes') then();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function paragraph(words) {
  const element = document.createElement('p');
  element.textContent = words;
  return element;
}

function answers(act) {
  const form = document.createElement('form');
  form.method = 'dialog';
  for (const [value, words, look] of [['no', say('back'), 'btn-outline-secondary'], ['yes', act, 'btn-primary']]) {
    const button = document.createElement('button');
    button.value = value;
    button.textContent = words;
    button.className = `btn ${look}`;
    form.append(button);
  }
  return form;
}
