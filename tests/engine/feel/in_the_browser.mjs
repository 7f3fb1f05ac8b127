// Evaluates the shared list with feelin, the interpreter that form-js and dmn-js run in the browser, and prints what it gives.
//   node in_the_browser.mjs FOLDER-OF-FEELIN < in_the_browser.json
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { evaluate, unaryTest } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`));
const { context, cases, tests } = JSON.parse(readFileSync(0, 'utf8'));
const plain = (found) => (found !== null && typeof found === 'object' && 'value' in found ? found.value : found);

console.log(JSON.stringify({
  cases: cases.map(({ text }) => plain(evaluate(text, context)) ?? null),
  tests: tests.map(({ text, input }) => plain(unaryTest(text, { ...context, '?': input })) ?? null),
}));
