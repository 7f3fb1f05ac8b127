// A number, name or code goes to the clipboard.
import { remark } from './words.js';

export function copy(element) {
  const button = element.querySelector('button');
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(element.querySelector('[data-words]').textContent.trim());
    remark(element.dataset.done);
  });
}
