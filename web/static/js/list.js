// A list's rows open on a click anywhere, "select all" selects, and how many are selected is said.
export function list(section) {
  section.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-href]');
    if (!row || event.target.closest('a, button, input, label, select') || window.getSelection().toString()) return;
    open(row, event.ctrlKey || event.metaKey);
  });
  const all = section.querySelector('[data-select-all]');
  if (!all) return;
  all.hidden = false;
  const boxes = () => [...section.querySelectorAll('tbody td.select input[type="checkbox"]')];
  all.addEventListener('change', () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    section.dispatchEvent(new Event('change', { bubbles: true }));
  });
  section.addEventListener('change', () => count(section, all, boxes()));
}

export function open(row, elsewhere = false) {
  if (elsewhere) window.open(row.dataset.href, '_blank', 'noopener');
  else window.location.assign(row.dataset.href);
}

function count(section, all, boxes) {
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = boxes.length > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  const scope = section.closest('form') ?? section;
  scope.querySelectorAll('[data-selected-count]').forEach((place) => { place.textContent = chosen; });
  scope.querySelectorAll('[data-needs-selection]').forEach((button) => { button.disabled = chosen === 0; });
}
