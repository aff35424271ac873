import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLE = /```ts\n([\s\S]*?)```(?:(\n\n```\n)[\s\S]*?```)?/g;
/** What is printed between two examples. */
const BETWEEN = '\u0001';

/** The pages whose examples are run: those of a page are one program. */
export const PAGES = [
  'docs/data.md',
  'docs/arrays.md',
  'docs/overlap-removal.md',
  'docs/schemas.md',
  'docs/analyses.md',
];

/** A page as it is. */
export const pageText = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The examples of a page as one program, so that it can be run in a clone. */
export function programOf(text: string): string {
  const examples = [...text.matchAll(EXAMPLE)].map(([, code = '']) => code);
  return examples
    .join(`console.log(${JSON.stringify(BETWEEN)});\n`)
    .replaceAll("from 'jagged'", `from ${JSON.stringify(join(root, 'src/index.ts'))}`);
}

/** The page with what its examples print when they are run. */
export function pageWithOutput(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-page-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'page.ts'), programOf(text));
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), 'page.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const printed = stdout.split(`${BETWEEN}\n`);
    let example = 0;
    return text.replace(EXAMPLE, (whole, code: string, between: string | undefined) => {
      const now = (printed[example++] ?? '').replaceAll(/ +$/gm, '');
      return between === undefined ? whole : `\`\`\`ts\n${code}\`\`\`${between}${now}\`\`\``;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const page of PAGES) writeFileSync(join(root, page), pageWithOutput(pageText(page)));
