// A press on a day switches it on the page; the whole year is saved at once. Without this each press asks the server.
export function calendarYear(form) {
  const lists = { off: form.elements.holiday, makeup: form.elements.makeup };
  const marks = { off: form.querySelector('.day-key.day-off').textContent, makeup: form.querySelector('.day-key.day-makeup').textContent };
  form.addEventListener('click', (event) => {
    const day = event.target.closest('button.day');
    if (!day) return;
    event.preventDefault();
    const kind = day.dataset.weekend === 'true' ? 'makeup' : 'off';
    const days = new Set(lists[kind].value.split(' ').filter(Boolean));
    const on = !days.delete(day.value);
    if (on) days.add(day.value);
    lists[kind].value = [...days].sort().join(' ');
    day.classList.toggle(`day-${kind}`, on);
    day.classList.toggle('day-weekend', kind === 'makeup' && !on);
    day.querySelector('small').textContent = on ? marks[kind] : '';
    day.setAttribute('aria-pressed', String(on));
    form.dataset.changed = 'true';
  });
  window.addEventListener('beforeunload', (event) => { if (form.dataset.changed && !form.dataset.sent) event.preventDefault(); });
}
