// Keeps a form as it is filled: posts its fields (no files, no command id) to data-autosave-url a moment after the last change.
// The answer's status alone counts; the header X-Autosave: 1 tells the view that nobody waits for a page.
import { remark, say } from './words.js';

const PAUSE = 1500;

export function autosave(form) {
  let waiting;
  let changed = false;

  async function save(last = false) {
    clearTimeout(waiting);
    if (!changed || form.dataset.sent) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: 'POST', body: fields(form), headers: { 'X-Autosave': '1', Accept: 'application/json' }, keepalive: last,
      });
      if (!answer.ok) throw new Error(answer.status);
      remark(say('saved'));
      form.dispatchEvent(new CustomEvent('autosaved', { bubbles: true }));
    } catch {
      changed = true;
      if (!last) remark(say('unsaved'));
    }
  }

  form.addEventListener('input', () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true); });
}

function fields(form) {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && name !== 'command_id') kept.append(name, value);
  }
  return kept;
}
