/** ROOT files on the command line and through `open`. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeKeys } from '../../../src/cli/inspect.ts';
import { main } from '../../../src/cli/main.ts';
import { open } from '../../../src/index.ts';
import { scratch } from '../sources/support.ts';

const file = join(import.meta.dirname, '../../fixtures/root/kinds.root');
const folder = scratch();

async function jagged(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (text) => void out.push(text), err: (text) => void err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

describe('inspect', () => {
  it('lists the objects of a file with several trees', async () => {
    const { code, out } = await jagged('inspect', file);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(`${file}: 5 objects, 5 trees`);
    expect(out).toMatch(/^ {2}inner\/deep\/again;1 +TTree {2}again$/m);
    expect((await jagged('inspect', file, '--match', 'again')).out.trim().split('\n')).toHaveLength(3);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`the fields of one: jagged inspect ${file}:leaves`);
  });

  it('lists the newest of several cycles', () => {
    const key = { className: 'TTree', title: 'of events', isTable: true };
    const keys = [
      { ...key, path: '##Params', cycle: 1 },
      { ...key, path: 'CollectionTree', cycle: 2 },
      { ...key, path: 'CollectionTree', cycle: 3 },
    ];
    expect(describeKeys('x.root', keys, {}).split('\n')).toEqual([
      'x.root: 2 objects, 2 trees',
      '  ##Params;1        TTree  of events',
      '  CollectionTree;3  TTree  of events  (1 older one)',
      'the fields of one: jagged inspect x.root:CollectionTree',
    ]);
  });

  it('shows the fields of a tree', async () => {
    const { out } = await jagged('inspect', `${file}:objects`, '--match', '^tracks\\.');
    expect(out).toContain('13 rows in 1 partition');
    expect(out).toMatch(/^ {2}tracks\.pt +float64$/m);
    expect(out).toContain('cannot be read: 6 (--unreadable lists them)');
  });

  it('lists what cannot be read, with the reason', async () => {
    const { out } = await jagged('inspect', `${file}:objects`, '--unreadable', '--match', 'linked');
    expect(out).toMatch(/^ {2}linked\.\/linked\.track +it is a pointer \(Track\*\), which is not read$/m);
    expect(out).not.toContain('clonesUnsplit');
    expect((await jagged('inspect', `${file}:leaves`, '--unreadable')).out).toContain('nothing that cannot be read');
  });

  it('of a file with one tree shows what is looked for in it', async () => {
    const single = join(import.meta.dirname, '../../fixtures/root/plain-ntuple.root');
    const { out } = await jagged('inspect', single, '--match', '^f64$');
    expect(out.split('\n').slice(1, 3)).toEqual(['  f64  float64', 'cannot be read: 1 (--unreadable lists them)']);
    expect((await jagged('inspect', single)).out).toMatch(/1 object, 1 tree\n {2}Kinds;1 +ROOT::RNTuple/);
  });

  it('names the tree that was meant', async () => {
    expect(await jagged('inspect', `${file}:leavs`)).toMatchObject({
      code: 1,
      err: expect.stringContaining("did you mean 'leaves'?"),
    });
    expect(await jagged('query', file, 'n')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`say which one: '${file}:leaves'`),
    });
  });
});

it('query reads a tree', async () => {
  const { out } = await jagged('query', `${file}:leaves`, 'counted.length', '--json');
  expect(out.trim().split('\n').map(Number)).toEqual([0, 3, 2, 1, 0, 3, 2, 1, 0, 3, 2, 1, 0]);
});

describe('open', () => {
  it('takes several files, a pattern, a directory, and bytes', async () => {
    mkdirSync(join(folder, 'runs'));
    for (const name of ['a.root', 'b.root']) copyFileSync(file, join(folder, 'runs', name));
    const runs = join(folder, 'runs');
    for (const where of [`${runs}/*.root:leaves`, [`${runs}/a.root:leaves`, `${runs}/b.root:leaves`]])
      expect(await (await open(where)).count().value()).toBe(26);
    expect(await (await open(runs, { tree: 'leaves' })).count().value()).toBe(26);
    expect(await (await open(readFileSync(file), { tree: 'lists' })).count().value()).toBe(13);
    expect(await (await open(`${file}:inner/deep/again`)).count().value()).toBe(13);
    expect(await (await open(`${file}:leaves;1`)).count().value()).toBe(13);
  });

  it('leaves out what the files do not have in common, and says so', async () => {
    const { openRoot } = await import('../../../src/sources/root/root-source.ts');
    const { fileBytes } = await import('../../../src/sources/root/container/bytes.ts');
    const bytes = await fileBytes(file);
    const source = await openRoot([
      { bytes, tree: 'lists' },
      { bytes, tree: 'leaves' },
    ]);
    expect(source.info.row.fields.size).toBe(0);
    expect(source.unsupported.get('bools')).toBe(`var * bool in ${file}:lists, but in ${file}:leaves: missing`);
  });

  it.each([
    ['a tree that is not there', `${file}:nothing`, 'no-such-tree'],
    ['no tree where there are several', file, 'which-tree'],
    ['a file that is not there', `${folder}/none.root:x`, 'no-such-file'],
    ['a ROOT file that is none', join(folder, 'text.root'), 'not-root'],
  ])('%s is an error', async (_, where, code) => {
    writeFileSync(join(folder, 'text.root'), 'PAR1');
    await expect(open(where)).rejects.toMatchObject({ name: 'SourceError', code });
  });

  it('ROOT and Parquet files do not go together', async () => {
    mkdirSync(join(folder, 'mixed'));
    copyFileSync(file, join(folder, 'mixed/a.root'));
    writeFileSync(join(folder, 'mixed/b.parquet'), 'PAR1');
    await expect(open(join(folder, 'mixed'))).rejects.toMatchObject({ code: 'mixed-formats' });
  });
});
