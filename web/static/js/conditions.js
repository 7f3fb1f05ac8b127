// What is asked may depend on what was answered: after such an answer the server draws the fields anew and the page takes over what changed.
// Without this module the button 保存 does the same.
const WAIT = 150;

for (const form of document.querySelectorAll('form[data-conditions]')) {
  let waiting;
  let changes = 0;
  form.addEventListener('change', (event) => {
    if (!event.target.closest('#form-fields')) return; // a file chosen beside the form asks nothing new
    clearTimeout(waiting);
    const mine = ++changes;
    form.dataset.drawing = 'true'; // until the fields stand as this answer wants them; only the newest answer ends it
    const newest = () => mine === changes;
    waiting = setTimeout(() => refresh(form, newest).finally(() => { if (newest()) delete form.dataset.drawing; }), WAIT);
  });
}

async function refresh(form, newest) {
  const asked = names(form.querySelector('#form-fields'));
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && name !== 'command_id') kept.append(name, value);
  }
  const answer = await fetch(form.dataset.conditions, { method: 'POST', body: kept, headers: { 'X-Partial': 'form', Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || !newest()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('form-fields');
  const old = form.querySelector('#form-fields');
  if (names(old) !== asked) return refresh(form, newest); // a row was added or taken away meanwhile: this answer knows nothing of it
  if (fresh && old && names(fresh) !== names(old)) takeOver(form, old, fresh);
}

// A drawing that asks the same things is not exchanged, so that nobody loses his place while typing.
function names(root) {
  return [...new Set([...root.querySelectorAll('[name]')].map((element) => element.name))].filter((name) => !name.startsWith('_')).join(' ');
}

function takeOver(form, old, fresh) {
  const at = document.activeElement?.id;
  for (const element of form.elements) keep(element, fresh);
  old.replaceWith(fresh);
  if (at) document.getElementById(at)?.focus({ preventScroll: true });
}

// What was typed since the request went out stays.
function keep(element, fresh) {
  if (!element.id || !('value' in element) || element.type === 'file' || element.type === 'hidden') return;
  const twin = fresh.querySelector(`#${CSS.escape(element.id)}`);
  if (!twin) return;
  if (element.type === 'radio' || element.type === 'checkbox') twin.checked = element.checked;
  else twin.value = element.value;
}
