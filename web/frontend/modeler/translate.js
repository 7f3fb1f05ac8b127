// bpmn-js and its panel speak through `translate`; a sentence without an entry stays as it is and is told to developers once.
import { canvas } from './words_canvas.js';
import { panel } from './words_panel.js';
import { chinese, english } from './words_onestop.js';

const told = new Set();

export function translator(language) {
  const table = language.startsWith('zh') ? { ...canvas, ...panel, ...chinese } : english;
  return function translate(template, facts = {}) {
    if (!(template in table) && language.startsWith('zh') && /[A-Za-z]{3}/.test(template) && !told.has(template)) {
      told.add(template);
      console.debug('no Chinese for', template);
    }
    return (table[template] ?? template).replace(/{([^}]+)}/g, (place, name) => facts[name] ?? place);
  };
}
