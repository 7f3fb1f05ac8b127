// Draws the diagrams of components/diagram.html and marks where the case stands.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { textRenderer } from './font.js';
import './viewer.css';

const SIGNS = { done: '✓', current: '●', problem: '!', undo: '✕', again: '↻', keep: '✓' };
const READABLE = { phone: 0.85, desk: 0.6 }; // below this scale the words cannot be read
const LOWEST = 180;
const MARGIN = 20; // around the whole picture
const HIGHEST = 560;

for (const figure of document.querySelectorAll('[data-module~="diagram"]')) show(figure);

async function show(figure) {
  const container = figure.querySelector('.diagram-canvas');
  try {
    const answer = await fetch(figure.dataset.xmlUrl, { headers: { Accept: 'application/xml' } });
    if (!answer.ok) throw new Error(answer.statusText);
    figure.classList.add('is-live');
    const viewer = new NavigatedViewer({ container, textRenderer, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    draw(figure, viewer);
  } catch (error) {
    figure.classList.remove('is-live');
    figure.querySelector('figcaption').prepend(failure(figure.dataset.failed));
    console.warn(error);
  }
}

function draw(figure, viewer) {
  for (const kind of Object.keys(SIGNS)) mark(viewer, kind, words(figure.dataset[kind]));
  heat(viewer, JSON.parse(figure.dataset.heat ?? '{}'));
  fit(figure, viewer);
  tools(figure, viewer);
  viewer.on('element.click', ({ element }) => {
    figure.dispatchEvent(new CustomEvent('diagram:select', { bubbles: true, detail: { element: element.id } }));
  });
}

function words(text) {
  return (text ?? '').split(' ').filter(Boolean);
}

function mark(viewer, kind, ids) {
  const registry = viewer.get('elementRegistry');
  for (const id of ids.filter((one) => registry.get(one))) {
    viewer.get('canvas').addMarker(id, `mark-${kind}`);
    if (!registry.get(id).waypoints) sign(viewer, id, kind, SIGNS[kind], { top: -10, right: 10 });
  }
}

function heat(viewer, values) {
  const registry = viewer.get('elementRegistry');
  for (const [id, { value, words: label }] of Object.entries(values)) {
    if (!registry.get(id)) continue;
    if (value !== null) viewer.get('canvas').addMarker(id, `heat-${Math.min(5, Math.max(1, Math.ceil(value * 5)))}`);
    if (label) sign(viewer, id, 'heat', label, { bottom: 8, left: 6 });
  }
}

function sign(viewer, id, kind, text, position) {
  const html = document.createElement('span');
  html.className = `diagram-sign ${kind}`;
  html.textContent = text;
  viewer.get('overlays').add(id, { position, html });
}

// The whole picture if one can read it; else at a readable size, with the present step in the middle.
function fit(figure, viewer) {
  const canvas = viewer.get('canvas');
  const container = figure.querySelector('.diagram-canvas');
  const { inner } = canvas.viewbox();
  const whole = Math.min(1, container.clientWidth / (inner.width + 40));
  const readable = container.clientWidth < 600 ? READABLE.phone : READABLE.desk;
  const scale = Math.max(whole, readable);
  container.style.height = `${Math.min(HIGHEST, Math.max(LOWEST, inner.height * scale + 60))}px`;
  canvas.resized();
  if (whole >= readable && (inner.height + 60) * whole <= HIGHEST) {
    fitWhole(canvas);
    return;
  }
  const middle = viewer.get('elementRegistry').get(words(figure.dataset.problem)[0] ?? words(figure.dataset.undo)[0] ?? words(figure.dataset.current)[0]);
  const width = container.clientWidth / scale;
  const height = container.clientHeight / scale;
  canvas.viewbox({
    x: along(inner.x, inner.width, width, middle && middle.x + (middle.width ?? 0) / 2),
    y: along(inner.y, inner.height, height, middle && middle.y + (middle.height ?? 0) / 2),
    width,
    height,
  });
}

// Where the window begins on one axis: around the middle, but never beyond the picture; what fits stands centred.
function along(start, length, window, middle) {
  if (length <= window) return start - (window - length) / 2;
  const first = start - MARGIN;
  return middle === undefined ? first : Math.min(Math.max(middle - window / 2, first), start + length + MARGIN - window);
}

function fitWhole(canvas) {
  canvas.zoom('fit-viewport', 'auto');
  canvas.zoom(canvas.zoom() * 0.95, 'auto'); // the border of the outermost shapes is drawn outside their box
}

function tools(figure, viewer) {
  const bar = figure.querySelector('.diagram-tools');
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener('click', (event) => {
    const canvas = viewer.get('canvas');
    const act = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (act === 'fit') fitWhole(canvas);
    else if (act) canvas.zoom(canvas.zoom() * (act === 'in' ? 1.25 : 0.8), 'auto');
  });
}

function failure(sentence) {
  const place = document.createElement('span');
  place.className = 'field-error';
  place.textContent = sentence;
  return place;
}
