// Repeating rows without a round trip: the add and remove buttons of components/form.html act on the page.
import { say } from './words.js';

export function rows(fieldset) {
  const { path } = fieldset.dataset;
  const body = fieldset.querySelector('[data-rows]');
  const blank = fieldset.querySelector(':scope > template[data-row]');
  if (!blank) return;

  fieldset.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button || !fieldset.contains(button)) return;
    if (button.name === `_add:${path}`) {
      event.preventDefault();
      add();
    } else if (button.name.startsWith(`_remove:${path}:`)) {
      event.preventDefault();
      remove(button);
    }
  });

  function add() {
    body.append(blank.content.cloneNode(true));
    renumber();
    body.lastElementChild.querySelector('input, select, textarea')?.focus();
  }

  function remove(button) {
    const row = [...body.children].find((child) => child.contains(button));
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber();
    (near?.querySelector('input, select, textarea') ?? fieldset.querySelector('.btn-add')).focus();
    fieldset.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // Names and ids count from 0 without gaps, whatever was removed between.
  function renumber() {
    const name = new RegExp(`^((?:_remove:)?${escaped(path)}[.:])(?:\\d+|__index__)`);
    const id = new RegExp(`^(f-${escaped(path.replaceAll('.', '-'))}-)(?:\\d+|__index__)`);
    [...body.children].forEach((row, index) => {
      for (const element of row.querySelectorAll('[name], [id], [for], [aria-describedby]')) {
        swap(element, 'name', name, index);
        for (const attribute of ['id', 'for']) swap(element, attribute, id, index);
      }
      const number = row.querySelector('.index');
      if (number) number.textContent = number.tagName === 'TD' ? index + 1 : say('row', { number: index + 1 });
    });
    const count = fieldset.querySelector('legend .count');
    if (count) count.textContent = say('rows', { count: body.children.length });
  }
}

function swap(element, attribute, pattern, index) {
  const value = element.getAttribute(attribute);
  if (value) element.setAttribute(attribute, value.replace(pattern, `$1${index}`));
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
