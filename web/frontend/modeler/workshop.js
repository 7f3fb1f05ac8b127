// The workshop's page: tool bar, canvas, panel, problems.
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from 'bpmn-js-properties-panel';
import Modeler from 'bpmn-js/lib/Modeler';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import minimap from 'diagram-js-minimap';
import { textRenderer } from '../font.js';
import OneThingProvider from './one_thing.js';
import { Problems } from './problems.js';
import { read, send } from './server.js';
import { translator } from './translate.js';

const TOOLS = ['save', 'check', 'undo', 'redo', 'fit', 'download'];
const PALETTE = 130; // pixels the palette covers at the left
const EDGE = 24;
const READABLE = 0.7;
const SHELL = `
  <div class="workshop-tools"><span class="workshop-state" role="status"></span></div>
  <div class="workshop-canvas"></div>
  <aside class="workshop-panel"></aside>
  <section class="workshop-problems" hidden></section>`;

export class Workshop {
  constructor(place) {
    this.place = place;
    this.urls = place.dataset;
    this.revision = place.dataset.revision;
    this.translate = translator(document.documentElement.lang || 'zh-CN');
    this.changed = false;
    place.classList.add('workshop');
    place.innerHTML = SHELL;
    this.state = place.querySelector('.workshop-state');
    for (const tool of TOOLS) this.state.before(this.button(tool));
    place.querySelector('.workshop-panel').setAttribute('aria-label', this.translate('panel'));
  }

  button(tool) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `btn ${tool === 'save' ? 'btn-primary' : 'btn-outline-secondary'}`;
    button.textContent = this.translate(tool);
    button.addEventListener('click', () => this[tool]());
    return button;
  }

  async open() {
    try {
      const [xml, choices] = await Promise.all([
        read(this.urls.xmlUrl, 'application/xml', this.translate).then((answer) => answer.text()),
        read(this.urls.options, 'application/json', this.translate).then((answer) => answer.json()),
      ]);
      this.modeler = this.make(choices);
      await this.modeler.importXML(xml);
      this.problems = new Problems(this.place.querySelector('.workshop-problems'), this.modeler, this.translate);
      this.fit(READABLE);
      this.listen();
    } catch (error) {
      const reason = error.message === 'no diagram to display' ? this.translate('no diagram') : error.message;
      this.tell(this.translate('not opened', { reason }), 'error');
    }
  }

  make(choices) {
    return new Modeler({
      container: this.place.querySelector('.workshop-canvas'),
      textRenderer,
      propertiesPanel: { parent: this.place.querySelector('.workshop-panel') },
      oneThing: choices,
      moddleExtensions: { camunda },
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        CamundaPlatformPropertiesProviderModule,
        minimap,
        { translate: ['value', this.translate] },
        { __init__: ['oneThingProvider'], oneThingProvider: ['type', OneThingProvider] },
      ],
    });
  }

  listen() {
    this.modeler.on('commandStack.changed', () => {
      this.changed = true;
      this.tell(this.translate('unsaved'));
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.save();
    });
    window.addEventListener('beforeunload', (event) => { if (this.changed) event.preventDefault(); });
  }

  // A field of the panel writes a moment after the last key; leaving it writes at once.
  async xml() {
    document.activeElement?.blur?.();
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  async save() {
    this.tell(this.translate('saving'));
    try {
      const xml = await this.xml();
      const answer = await send(this.urls.saveUrl, { xml, revision: this.revision }, this.urls.csrf, this.translate);
      this.revision = answer.revision ?? this.revision;
      this.changed = false;
      this.tell(answer.message ?? this.translate('saved', { time: new Date().toLocaleTimeString() }), 'good');
      this.place.dispatchEvent(new CustomEvent('modeler:saved', { bubbles: true, detail: answer }));
    } catch (error) {
      this.tell(this.translate('not saved', { reason: error.message }), 'error');
    }
  }

  async check() {
    this.tell(this.translate('checking'));
    try {
      const { problems } = await send(this.urls.checkUrl, { xml: await this.xml() }, this.urls.csrf, this.translate);
      this.problems.show(problems);
      this.tell(this.changed ? this.translate('unsaved') : '');
      this.place.dispatchEvent(new CustomEvent('modeler:checked', { bubbles: true, detail: { problems } }));
    } catch (error) {
      this.tell(this.translate('not checked', { reason: error.message }), 'error');
    }
  }

  undo() {
    this.modeler.get('commandStack').undo();
  }

  redo() {
    this.modeler.get('commandStack').redo();
  }

  // The whole diagram, right of the palette and never larger than life; on opening not so small that nothing can be read.
  fit(smallest = 0) {
    const canvas = this.modeler.get('canvas');
    const { inner, outer } = canvas.viewbox();
    const whole = Math.min(1, (outer.width - PALETTE - EDGE) / inner.width, (outer.height - 2 * EDGE) / inner.height);
    const scale = Math.max(whole, smallest);
    const spare = outer.height / scale - inner.height;
    canvas.viewbox({
      x: inner.x - PALETTE / scale,
      y: inner.y - (spare > 0 ? spare / 2 : EDGE / scale),
      width: outer.width / scale,
      height: outer.height / scale,
    });
  }

  async download() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([await this.xml()], { type: 'application/xml' }));
    link.download = 'process.bpmn';
    link.click();
    URL.revokeObjectURL(link.href);
  }

  tell(words, tone = '') {
    this.state.textContent = words;
    this.state.dataset.tone = tone;
  }
}
