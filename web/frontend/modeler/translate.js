// bpmn-js and its panel speak through `translate`; a sentence without an entry stays as it is.
import { canvas } from './words_canvas.js';
import { chinese, english } from './words_onestop.js';
import { panel } from './words_panel.js';

export function translator(language) {
  const table = language.startsWith('zh') ? { ...canvas, ...panel, ...chinese } : english;
  return (template, facts = {}) => (table[template] ?? template).replace(/{([^}]+)}/g, (place, name) => facts[name] ?? place);
}
