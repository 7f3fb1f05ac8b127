// Bundles each page module into ../static/dist. Run by `python3 run.py build`.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = new URL('../static/dist', import.meta.url).pathname;
rmSync(outdir, { recursive: true, force: true });

await build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: ['htmx.js', 'viewer.js', 'modeler.js', 'office.css'],
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome100', 'firefox100', 'safari15'],
  legalComments: 'linked',
  // the fonts ride inside the style sheet, as the content security policy allows; only their modern format is kept
  loader: { '.woff': 'empty', '.woff2': 'dataurl', '.ttf': 'empty', '.eot': 'empty', '.svg': 'dataurl', '.bpmn': 'text' },
  logLevel: 'warning',
});
