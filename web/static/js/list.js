// A list's rows open on a click anywhere.
export function list(section) {
  section.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-href]');
    if (!row || event.target.closest('a, button, input, label, select') || window.getSelection().toString()) return;
    open(row, event.ctrlKey || event.metaKey);
  });
}

export function open(row, elsewhere = false) {
  if (elsewhere) window.open(row.dataset.href, '_blank', 'noopener');
  else window.location.assign(row.dataset.href);
}
