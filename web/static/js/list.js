// A list's rows open on a click anywhere. On a phone each cell stands under its heading (css reads data-heading).
export function list(section) {
  movable(section.querySelector('.table-scroll'));
  const headings = [...section.querySelectorAll('thead th')].map((each) => each.textContent.replace(/[▲▼]/g, '').trim());
  for (const row of section.querySelectorAll('tbody tr')) {
    [...row.children].forEach((cell, at) => { if (headings[at] && cell.textContent.trim()) cell.dataset.heading = headings[at]; });
  }
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
