// Keeps a form as it is filled: posts its fields (no files, no command id) to data-autosave-url a moment after the last change, one save
// after another. The header X-Autosave: 1 tells the view that nobody waits for a page; its JSON may give `mark`, which saved answers the form
// goes on from. What had no answer may have been kept all the same, so just that is sent again before anything newer: the server knows it.
// A 409 says that somebody else was first: from there on only a press, by somebody who was told, does.
import { remark, say } from './words.js';

const PAUSE = 1500;
const PATIENCE = 30000;
const A_PRESS_WAITS = 5000;

export function autosave(form) {
  let waiting;
  let changed = false;
  let again = false;
  let stopped = false;
  let held = false; // a press that waits
  let through = false; // and goes on
  let unanswered = null;
  let underWay = null;

  function save(last = false) {
    clearTimeout(waiting);
    if (!changed || stopped || form.dataset.sent) return;
    if (underWay) again = true;
    else start(last);
  }

  function start(last) {
    const mine = inTurn(last).finally(() => { if (underWay === mine) underWay = null; });
    underWay = mine;
  }

  async function inTurn(last) {
    do {
      again = Boolean(unanswered); // behind it comes what is newer
      if (!unanswered) {
        changed = false;
        unanswered = fields(form);
      }
      if (!await sent(unanswered, last)) return;
    } while (again && changed && !held && !form.dataset.sent);
  }

  // Whether one may go on. Without an answer, or with a server's trouble, nobody knows what became of it.
  async function sent(body, last) {
    const { status = 0, said = {} } = await post(form.dataset.autosaveUrl, body, last).catch(() => ({}));
    if (status && status < 500) unanswered = null;
    if (status === 409) {
      stopped = true;
      remark(said.error ?? say('unsaved'), { stays: true });
    } else if (status < 200 || status >= 300) {
      changed = true;
      if (!last) remark(say('unsaved'));
    } else {
      const mark = form.elements.namedItem('_based_on');
      if (mark && 'mark' in said) mark.value = said.mark;
      remark(say('saved'));
      form.dispatchEvent(new CustomEvent('autosaved', { bubbles: true }));
      return true;
    }
    return false;
  }

  form.addEventListener('input', () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true); });

  // A press goes on from what is on its way, else its own save would look like that of another; it does not wait for ever.
  form.addEventListener('submit', (event) => {
    if (through || event.defaultPrevented || form.dataset.sent) return;
    if (!underWay && unanswered && !stopped) start(false);
    if (!underWay && !held) return;
    event.preventDefault();
    if (held) return;
    held = true;
    const button = event.submitter;
    button?.setAttribute('aria-busy', 'true');
    Promise.race([underWay, new Promise((done) => { setTimeout(done, A_PRESS_WAITS); })]).then(() => press(button));
  });

  function press(button) {
    button?.removeAttribute('aria-busy');
    held = false;
    through = true;
    form.requestSubmit(button?.form === form ? button : null); // a button may have been drawn anew meanwhile
    through = false;
  }
}

async function post(address, body, last) {
  const answer = await fetch(address, {
    method: 'POST', body, headers: { 'X-Autosave': '1', Accept: 'application/json' }, keepalive: last, signal: AbortSignal.timeout(PATIENCE),
  });
  return { status: answer.status, said: answer.status === 204 ? {} : await answer.json() };
}

function fields(form) {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && name !== 'command_id') kept.append(name, value);
  }
  return kept;
}
