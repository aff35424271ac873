import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoEvents } from '../../src/demo/generate.ts';
import { PAGES, pageText, pageWithOutput, programOf } from '../tools/pages.ts';
import { exampleOf, readme, readmeWithOutput } from '../tools/readme.ts';
import { referenceNow, referenceText } from '../tools/reference.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'jagged-docs-'));
const node = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

beforeAll(async () => {
  mkdirSync(join(folder, 'demo'));
  await demoEvents(join(folder, 'demo'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  it('prints what it says it prints', async () => {
    const text = readme();
    expect(exampleOf(text)).toContain('src/index.ts');
    expect(text, 'npm run docs writes it anew').toBe(await readmeWithOutput(text));
  });

  it.each<readonly [string, () => string]>([
    ['README.md', () => exampleOf(readme())],
    ...PAGES.map((page) => [page, () => programOf(pageText(page))] as const),
  ])('has examples whose types are right: %s', (_, code) => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const script = join(folder, 'readme.ts');
    writeFileSync(script, code());
    const flags = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,esnext.disposable',
      '--allowImportingTsExtensions',
      '--skipLibCheck',
      '--typeRoots',
      join(root, 'node_modules/@types'),
      '--types',
      'node',
    ];
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, script], {
      cwd: folder,
      encoding: 'utf8',
    });
    // the library's own files are checked with their own flags
    expect(stdout.split('\n').filter((line) => line.startsWith('readme.ts'))).toEqual([]);
  });

  it('links to files that are there', () => {
    const documents = [
      'README.md',
      ...readdirSync(join(root, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    for (const document of documents) {
      for (const [, link = ''] of readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!http)([^)#]+)\)/g)) {
        expect(existsSync(join(root, dirname(document), link)), `${document} links to ${link}`).toBe(true);
      }
    }
  });
});

describe('the pages', () => {
  it.each(PAGES)('print what they say they print: %s', (page) => {
    const text = pageText(page);
    expect(programOf(text)).toContain('src/index.ts');
    expect(text, 'npm run docs writes it anew').toBe(pageWithOutput(text));
  });

  it('list every operation of the table', () => {
    expect(referenceNow() === referenceText(), 'docs/reference.md is old: npm run docs').toBe(true);
  });

  it.each(['architecture', 'adding', 'contributing'])('name files that are there: %s', (page) => {
    const text = readFileSync(join(root, 'docs', `${page}.md`), 'utf8');
    const named = [...text.matchAll(/`((?:src|compiler|kernels|test)\/[\w./-]+\.ts)`/g)].map(
      ([, file]) => file as string,
    );
    const missing = named.filter((file) => !existsSync(join(root, file)));
    expect(missing).toEqual([]);
  });
});

describe('the examples', () => {
  it('find the Z boson and save its picture', () => {
    const { stdout, stderr } = node(join(root, 'docs/examples/zpeak.ts'), join(folder, 'demo'));
    expect(stderr).toBe('');
    expect(stdout).toContain('reads 5 of 23 columns');
    expect(stdout).toMatch(/90 – {2}92 │█+ 3457/);
    expect(readFileSync(join(folder, 'demo/zpeak.svg'), 'utf8')).toMatch(/^<svg/);
  });

  it('make a mistake and say what it is', () => {
    const { stdout } = node(join(root, 'docs/examples/mistake.ts'), join(folder, 'demo'));
    expect(stdout).toContain("Muon has no field 'ptt'");
    expect(stdout).toContain("did you mean 'pt'?");
  });
});
