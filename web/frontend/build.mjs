// Bundles each page module into ../static/dist. Run by `python3 run.py build`.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PurgeCSS } from 'purgecss';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('../static/dist');

// Of Tabler's 600 KB a page uses a seventh: rules stay whose class stands in a template, a view or a script, or belongs to these families,
// whose names are put together at run time.
const FAMILIES = [/^btn/, /^form-/, /^input-group/, /^is-/, /^alert/, /^visually-hidden/, /^table/];
const usedTabler = {
  name: 'used-tabler',
  setup({ onLoad }) {
    onLoad({ filter: /tabler\.css$/ }, async ({ path }) => {
      const content = ['../templates/**/*.html', '../static/js/*.js', '../**/*.py'].map((pattern) => here('./') + pattern);
      const [{ css }] = await new PurgeCSS().purge({ content, css: [path], safelist: { standard: FAMILIES }, keyframes: true });
      return { contents: css, loader: 'css' };
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: here('.'),
  entryPoints: ['htmx.js', 'viewer.js', 'charts.js', 'modeler.js', 'office.css'],
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome100', 'firefox100', 'safari15'],
  legalComments: 'linked',
  // the fonts ride inside the style sheet, as the content security policy allows; only their modern format is kept
  loader: { '.woff': 'empty', '.woff2': 'dataurl', '.ttf': 'empty', '.eot': 'empty', '.svg': 'dataurl', '.bpmn': 'text' },
  plugins: [usedTabler],
  logLevel: 'warning',
});
