// What the check found: a list under the canvas, and a sign on each element concerned.
import { is } from 'bpmn-js/lib/util/ModelUtil';

export class Problems {
  constructor(place, modeler, translate) {
    Object.assign(this, { place, modeler, translate });
    place.addEventListener('click', (event) => this.select(event.target.closest('[data-element]')?.dataset.element));
  }

  show(problems) {
    this.clear();
    const errors = problems.filter((problem) => problem.severity === 'error');
    const counts = this.translate('problem count', { errors: errors.length, warnings: problems.length - errors.length });
    this.place.hidden = false;
    this.place.append(this.heading(problems.length ? counts : this.translate('no problems')));
    const list = document.createElement('ul');
    for (const problem of [...errors, ...problems.filter((one) => !errors.includes(one))]) list.append(this.row(problem));
    this.place.append(list);
    this.mark(problems);
  }

  clear() {
    this.place.replaceChildren();
    this.modeler.get('overlays').remove({ type: 'problem' });
    for (const element of this.modeler.get('elementRegistry').getAll()) {
      this.modeler.get('canvas').removeMarker(element, 'has-error');
      this.modeler.get('canvas').removeMarker(element, 'has-warning');
    }
  }

  heading(words) {
    const heading = document.createElement('h2');
    heading.textContent = `${this.translate('problems')}：${words}`;
    return heading;
  }

  row({ element, severity, message }) {
    const row = document.createElement('li');
    const button = document.createElement('button');
    const shape = document.createElement('strong');
    button.type = 'button';
    button.className = `problem problem-${severity}`;
    if (element) button.dataset.element = element;
    shape.textContent = `${severity === 'error' ? '■' : '▲'} ${this.translate(severity)}`;
    button.append(shape, ` ${message}`);
    const name = this.modeler.get('elementRegistry').get(element)?.businessObject.name;
    if (element) {
      const where = document.createElement('small');
      where.textContent = name ? `${name}（${element}）` : element;
      button.append(where);
    }
    row.append(button);
    return row;
  }

  mark(problems) {
    const registry = this.modeler.get('elementRegistry');
    const worst = new Map();
    for (const { element, severity } of problems) if (worst.get(element) !== 'error') worst.set(element, severity);
    for (const [id, severity] of worst) {
      const element = registry.get(id);
      if (!element || element === this.modeler.get('canvas').getRootElement()) continue;
      this.modeler.get('canvas').addMarker(element, `has-${severity}`);
      this.sign(element, severity, problems.filter((one) => one.element === id).map((one) => one.message).join('\n'));
    }
  }

  sign(element, severity, title) {
    const html = document.createElement('span');
    html.className = `problem-sign problem-${severity}`;
    html.textContent = severity === 'error' ? '!' : '▲';
    html.title = title;
    const middle = element.waypoints ? { bottom: 0, left: 0 } : { top: -10, left: -10 };
    this.modeler.get('overlays').add(element, 'problem', { position: middle, html });
  }

  select(id) {
    const element = id && this.modeler.get('elementRegistry').get(id);
    if (!element) return;
    const canvas = this.modeler.get('canvas');
    if (is(element, 'bpmn:Process')) canvas.setRootElement(element);
    else canvas.scrollToElement(element);
    this.modeler.get('selection').select(element);
  }
}
