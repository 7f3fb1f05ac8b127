// Puts a stock phrase where the cursor stands in the opinion.
export function stockPhrases(box) {
  const field = document.getElementById(box.dataset.target);
  if (!field) return;
  box.hidden = false;
  box.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    field.setRangeText(button.textContent, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
}
