// A material's row takes a chosen, dropped or photographed file, says at once what is wrong with it, and shows how far it is.
import { csrfToken, remark, say } from './words.js';

export function upload(row) {
  const input = row.querySelector('input[type="file"]');
  row.addEventListener('click', preview);
  if (!input) return;
  row.classList.add('is-live');
  row.addEventListener('dragover', (event) => { event.preventDefault(); row.classList.add('is-dragged'); });
  row.addEventListener('dragleave', () => row.classList.remove('is-dragged'));
  row.addEventListener('drop', (event) => {
    event.preventDefault();
    row.classList.remove('is-dragged');
    take(row, input, event.dataTransfer.files);
  });
  input.addEventListener('change', () => take(row, input, input.files));
  if (input.files.length) take(row, input, input.files); // chosen before this module was there
}

async function take(row, input, files) {
  const problem = [...files].map((file) => wrong(file, input.accept, Number(row.dataset.maxMb))).find(Boolean);
  tell(row, problem);
  if (problem) {
    input.value = '';
    return;
  }
  if (!row.dataset.action) {
    input.files = files;
    tell(row, '');
    row.querySelector('.drop-label').textContent = [...files].map((file) => file.name).join('、');
    return;
  }
  try {
    const answer = await send(row, input.name, files);
    const fresh = new DOMParser().parseFromString(answer, 'text/html').getElementById(row.id);
    if (fresh) row.replaceWith(fresh);
    else window.location.reload();
  } catch (error) {
    tell(row, error.message);
    input.value = '';
  }
}

function wrong(file, accept, maxMb) {
  if (file.size > maxMb * 1024 * 1024) return say('too_large', { name: file.name, size: maxMb });
  if (file.size === 0) return say('empty_file', { name: file.name });
  const endings = accept.toLowerCase().split(',');
  if (accept && !endings.some((ending) => file.name.toLowerCase().endsWith(ending.trim()))) return say('wrong_type', { name: file.name, types: accept });
  return '';
}

function send(row, name, files) {
  const body = new FormData();
  body.append('csrf_token', csrfToken());
  body.append('material', row.dataset.material);
  for (const file of files) body.append(name, file);
  const bar = row.querySelector('progress');
  bar.hidden = false;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', row.dataset.action);
    request.setRequestHeader('X-Partial', 'row');
    request.setRequestHeader('Accept', 'text/html');
    request.upload.addEventListener('progress', (event) => { bar.value = event.lengthComputable ? (event.loaded / event.total) * 100 : 50; });
    request.addEventListener('load', () => {
      bar.hidden = true;
      if (request.status < 400 || request.status === 422) {
        remark(say(request.status < 400 ? 'uploaded' : 'not_uploaded'));
        resolve(request.responseText);
      } else reject(new Error(say('not_uploaded')));
    });
    request.addEventListener('error', () => { bar.hidden = true; reject(new Error(say('not_uploaded'))); });
    request.send(body);
  });
}

function tell(row, sentence) {
  let place = row.querySelector('.field-error');
  row.classList.toggle('has-error', Boolean(sentence));
  if (!sentence) {
    place?.remove();
    return;
  }
  if (!place) {
    place = document.createElement('div');
    place.className = 'field-error';
    place.id = `${row.id}-error`;
    place.setAttribute('role', 'alert');
    row.querySelector('.material-head').after(place);
  }
  place.textContent = sentence;
}

// Pictures open in the page; everything else opens as the link says.
function preview(event) {
  const link = event.target.closest('a[data-preview]');
  if (!link || !/\.(png|jpe?g|gif|webp)$/i.test(link.textContent.trim())) return;
  event.preventDefault();
  const dialog = document.createElement('dialog');
  dialog.className = 'preview';
  const picture = document.createElement('img');
  picture.src = link.href;
  picture.alt = link.textContent;
  const form = document.createElement('form');
  form.method = 'dialog';
  form.innerHTML = '<button class="btn btn-primary"></button>';
  form.firstChild.textContent = say('close');
  dialog.append(picture, form);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
