// Says what an act will lead to while one points at it or has moved to it by keyboard.
export function actBar(bar) {
  const place = bar.querySelector('[data-act-hint]');
  const show = (event) => { place.textContent = event.target.closest('[data-hint]')?.dataset.hint ?? ''; };
  bar.addEventListener('mouseover', show);
  bar.addEventListener('focusin', show);
}
