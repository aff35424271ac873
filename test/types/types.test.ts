/** What types cost the compiler, what they are called, and whether generated ones compile. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { typescriptOf } from '../../src/cli/typegen.ts';
import { openParquet } from '../../src/sources/parquet/parquet-source.ts';
import { shared } from '../tools/shared.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'jagged-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler prints for some files, on one thread, so that its counts are the same each time. */
function compile(files: readonly string[], ...flags: readonly string[]): string {
  const config = join(folder, 'tsconfig.json');
  const references = ['kernels', 'compiler', 'src'].map((path) => ({ path: join(root, path) }));
  const all = { extends: join(root, 'test/tsconfig.json'), compilerOptions: { rootDir: '/' }, include: [], files };
  writeFileSync(config, JSON.stringify({ ...all, references }));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const typeRoots = ['--typeRoots', join(root, 'node_modules/@types')];
  return spawnSync(process.execPath, [compiler, '-p', config, '--singleThreaded', ...typeRoots, ...flags], {
    encoding: 'utf8',
  }).stdout;
}

const counted = (printed: string, what: string): number =>
  Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(printed)?.[1]);

test('types stay cheap: instantiations and memory have a bound', () => {
  const files = ['surface', 'ak-arrays', 'ak-str', 'vectors', 'analysis'].map((name) =>
    join(root, `test/types/${name}.test-d.ts`),
  );
  const printed = compile(files, '--extendedDiagnostics');
  expect(printed).not.toContain('error TS');
  // about a fifth more than on the day this was written
  expect(counted(printed, 'Instantiations')).toBeGreaterThan(0);
  expect(counted(printed, 'Instantiations')).toBeLessThan(BUDGET);
  expect(counted(printed, 'Memory used')).toBeLessThan(600_000);
});
const BUDGET = 260_000;

describe('the compiler calls types by short names', () => {
  const source = readFileSync(join(root, 'test/types/expressions.ts'), 'utf8');
  const names = [...source.matchAll(/^export const (\w+)/gm)].map(([, name]) => name as string);
  const printed = (() => {
    const file = join(folder, 'expressions.ts');
    const wrong = names.map((name) => `const not_${name}: never = ${name};\nvoid not_${name};`).join('\n');
    writeFileSync(file, `${source.replaceAll('../../src', join(root, 'src'))}\n${wrong}\n`);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    return compile([file]);
  })();
  const called = new Map(
    [...printed.matchAll(/Type '(.*)' is not assignable to type 'never'/g)].map(([, text], i) => [names[i], text]),
  );

  test.each([
    ['run', 'NumberOps<number, Event>'],
    ['count', 'NumberOps<number, Event>'],
    ['total', 'NumberOps<number, Event>'],
    ['all', 'Reduced<number>'],
    ['values', 'number[][]'],
    ['tight', 'boolean[][]'],
  ])('%s is %s', (name, text) => {
    expect(called.get(name)).toBe(text);
  });

  test('lists are not written out', () => {
    for (const name of ['pts', 'jagged', 'muons', 'results']) expect(called.get(name)?.length).toBeLessThan(400);
  });
});

const wide = shared('data/nano_dy.parquet');
test('what typegen writes for a file of 1499 columns compiles', async () => {
  if (wide === undefined) return console.log('skipped: data/nano_dy.parquet is not here');
  const source = await openParquet([wide]);
  const text = typescriptOf(source.info, 'nano_dy.parquet').replace(
    "'jagged'",
    JSON.stringify(join(root, 'src/index.ts')),
  );
  const file = join(folder, 'events.ts');
  const use = `
import { open } from ${JSON.stringify(join(root, 'src/index.ts'))};
const events = await open<Events>('nano_dy.parquet');
export const masses: number[][] = await events.Muon.filter((m) => m.pt > 20).mass.toArray();
export const prompt: number[][] = await events.GenPart.filter((g) => g.hasFlags('isPrompt', 'isLastCopy')).pt.toArray();
// @ts-expect-error there is no such flag
events.GenPart.filter((g) => g.hasFlags('isPromt'));
`;
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(file, text + use);
  const printed = compile([file], '--extendedDiagnostics');
  expect(printed.split('\n').filter((line) => line.includes('error TS'))).toStrictEqual([]);
  expect(counted(printed, 'Memory used')).toBeLessThan(600_000);
  await source.close();
});
