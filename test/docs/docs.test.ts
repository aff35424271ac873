import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoEvents } from '../../src/demo/generate.ts';
import { lackingFor, PAGES, pageText, picturePath, runPage, typeErrors } from '../tools/pages.ts';
import { referenceNow, referenceText } from '../tools/reference.ts';
import { required } from '../tools/shared.ts';

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

/** Whether the page cannot be run, with a line that says why. */
function skips(page: string): boolean {
  const lacking = lackingFor(page);
  if (lacking === undefined) return false;
  if (required) throw new Error(`${page} needs ${lacking}, which is not here`);
  console.log(`skipped: ${page}, as ${lacking} is not here`);
  return true;
}

describe('the pages', () => {
  it.each(PAGES)('print what they say they print, and show the pictures they make: %s', async (page) => {
    if (skips(page)) return;
    const { text, pictures } = await runPage(page);
    expect(text, 'npm run docs writes it anew').toBe(pageText(page));
    for (const [name, picture] of pictures)
      expect(picture === readFileSync(picturePath(page, name), 'utf8'), `npm run docs draws ${name} anew`).toBe(true);
  });

  it.each(PAGES)('have examples whose types are right: %s', async (page) => {
    if (skips(page)) return;
    expect(await typeErrors(page)).toEqual([]);
  });

  it('links to files that are there', () => {
    const documents = [
      'README.md',
      ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    for (const document of documents) {
      for (const [, link = ''] of readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!http)([^)#]+)\)/g)) {
        expect(existsSync(join(root, dirname(document), link)), `${document} links to ${link}`).toBe(true);
      }
    }
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
