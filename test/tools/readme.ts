import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoEvents } from '../../src/demo/generate.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PRINTED = /(as UHI\):\n\n```\n)([\s\S]*?)(\n```)/;

/** The README as it is. */
export const readme = (): string => readFileSync(join(root, 'README.md'), 'utf8');
/** The example of a README, so that it can be run in a clone. */
export const exampleOf = (text: string): string =>
  (/```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '').replace("'jagged'", JSON.stringify(join(root, 'src/index.ts')));

/** The README with what its example prints when it is run. */
export async function readmeWithOutput(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-readme-'));
  try {
    mkdirSync(join(folder, 'demo'));
    await demoEvents(join(folder, 'demo'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'readme.ts'), exampleOf(text));
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), 'readme.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return text.replace(
      PRINTED,
      (_, before: string, _old, after: string) => before + stdout.replaceAll(/ +$/gm, '').trim() + after,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(root, 'README.md'), await readmeWithOutput(readme()));
