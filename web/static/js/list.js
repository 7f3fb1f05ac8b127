// A list's rows open on a click anywhere.
export function list(section) {
  movable(section.querySelector('.table-scroll'));
  section.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-href]');
    if (!row || event.target.closest('a, button, input, label, select') || window.getSelection().toString()) return;
    open(row, event.ctrlKey || event.metaKey);
  });
}

// A table too wide for the page is moved sideways with the arrows, also where nothing in it could have the focus.
function movable(scroll) {
  if (!scroll || scroll.querySelector('a, button, input')) return;
  new ResizeObserver(() => {
    if (scroll.scrollWidth > scroll.clientWidth) scroll.tabIndex = 0;
    else scroll.removeAttribute('tabindex');
  }).observe(scroll);
}

export function open(row, elsewhere = false) {
  if (elsewhere) window.open(row.dataset.href, '_blank', 'noopener');
  else window.location.assign(row.dataset.href);
}
