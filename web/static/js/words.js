// Sentences that scripts say, in the page's language (components/words.html). `{name}` is filled in.
const known = JSON.parse(document.getElementById('script-words')?.textContent || '{}');

export function say(key, facts = {}) {
  return (known[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => facts[name] ?? place);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}

let note;
let clearing;

// A sentence at the corner of the page for a few seconds, or until the next one (`stays`); screen readers hear it.
export function remark(sentence, { stays = false } = {}) {
  if (!note) {
    note = document.createElement('div');
    note.className = 'saved-note';
    note.setAttribute('role', 'status');
    document.body.append(note);
  }
  note.hidden = false;
  note.textContent = sentence;
  note.classList.toggle('stays', stays);
  clearTimeout(clearing);
  if (!stays) clearing = setTimeout(() => { note.hidden = true; }, 4000);
}
