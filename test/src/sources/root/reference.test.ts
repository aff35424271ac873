/** Every branch of the real files has the buffers of the reference (shared/reference/README.md, root-files). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Layout } from '../../../../kernels/layout.ts';
import { fileBytes } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import type { RootTable } from '../../../../src/sources/root/table.ts';
import { findTable, openTable } from '../../../../src/sources/root/tables.ts';
import { buffersOf, type Checks, compareWithChecks } from '../../../tools/root-reference.ts';
import { present, shared } from '../support.ts';
import { realTrees } from './real-trees.ts';

/**
 * What is better here than in the reference, as ROOT 6.40 itself reads it (TTree::Draw), with the checksums of its values:
 * objects that are stored member by member, which uproot reads as if they were not, and a branch it has no way to read.
 */
const BETTER = new Map([
  [
    'PHYSLITE_example.root:CollectionTree:METAssoc_AnalysisMETAux./METAssoc_AnalysisMETAux.jetLink',
    { m_persKey: 'd659ab9921385ffe', m_persIndex: '4d179901cca454e0' },
  ],
  [
    'PHYSLITE_example.root:CollectionTree:EventInfoAuxDyn.hardScatterVertexLink/EventInfoAuxDyn.hardScatterVertexLink',
    { m_persKey: '6783be603060b1dd', m_persIndex: '7a12e561363385e9' },
  ],
]);

/** Why branches are not read, and what docs/root.md says of it. */
const UNSUPPORTED: readonly (readonly [reason: RegExp, documented: string])[] = [
  [/^its class has no stored members$/, 'A branch that has no stored members is listed too'],
  [/^its class .* is a collection of a kind that is not read$/, 'collections with formats of their own (`DataVector`)'],
];
const documentation = readFileSync(join(import.meta.dirname, '../../../../docs/root.md'), 'utf8').replace(/\s+/g, ' ');

/** Reasons that no documented kind has. */
const undocumented = (reasons: Iterable<string>): string[] =>
  [...reasons].filter(
    (reason) => !UNSUPPORTED.some(([kind, text]) => kind.test(reason) && documentation.includes(text)),
  );

async function tableOf(file: string, tree: string): Promise<RootTable> {
  const root = await RootFile.open(await fileBytes(shared(`data/${file}`)));
  return openTable(root, await findTable(root, tree));
}

describe.skipIf(!present('reference/root-files.json'))('the trees of', () => {
  const trees = realTrees();
  const inReference = trees.filter(({ readable }) => readable !== undefined);
  const counts: string[] = [];
  afterAll(() => console.log(['branches of the real files:', ...counts].join('\n  ')));

  test.each(inReference)('$file:$tree', async ({ file, tree, readable, twin }) => {
    const checks = JSON.parse(readFileSync(shared(`reference/root-files/${twin}.json`), 'utf8')) as Checks;
    const { equal, different, more, unsupported } = await compareWithChecks(shared(`data/${file}`), checks, tree);
    const isBetter = (branch: string): boolean => BETTER.has(`${file}:${branch}`);
    expect([...different].filter(([branch]) => !isBetter(branch))).toEqual([]);
    expect(more.filter((branch) => !isBetter(branch))).toEqual([]);
    expect(undocumented(unsupported.values())).toEqual([]);
    expect(equal + different.size).toBe(readable);
    // nothing is read or listed that the reference does not know
    const { columns, unreadable } = await tableOf(file, tree);
    const known = new Set(checks.branches.flatMap((one) => (one.tree === tree ? [one.branch] : [])));
    const isPart = (name: string): boolean => /\.(first|second)$/.test(name);
    expect([...columns, ...unreadable.keys()].filter((name) => !known.has(name) && !isPart(name))).toEqual([]);
    const better = different.size + more.length;
    counts.push(`${file}:${tree}: ${equal} equal, ${better} better, ${unsupported.size} unsupported`);
  });

  // The reference has only counted their branches: in one of them uproot asks for gigabytes.
  test.each(trees.filter(({ readable }) => readable === undefined))(
    '$file:$tree, all of it',
    async ({ file, tree }) => {
      const table = await tableOf(file, tree);
      for (const name of table.columns) await table.read([name], 0, table.rows);
      expect(table.columns.size).toBeGreaterThan(0);
      expect(undocumented(table.unreadable.values())).toEqual([]);
      counts.push(`${file}:${tree}: ${table.columns.size} without reference, ${table.unreadable.size} unsupported`);
    },
  );

  test.each([...BETTER])('%s is what ROOT reads', async (address, checksums) => {
    const [file = '', tree = '', branch = ''] = address.split(':');
    const table = await tableOf(file, tree);
    const layout = (await table.read([branch], 0, table.rows)).get(branch) as Layout;
    const found = Object.fromEntries(buffersOf(layout).map(([path, , , , sum]) => [path.replace(/^.*\./, ''), sum]));
    expect(found).toMatchObject(checksums);
  });

  test('there are as many as there should be', () => {
    expect(inReference.length).toBe(26);
    expect(trees.length).toBe(32);
  });
});
