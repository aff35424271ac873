/** Every branch of the real files has the buffers of the reference (shared/reference/README.md, root-files). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Layout } from '../../../../kernels/layout.ts';
import { fileBytes } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { findTable, openTable } from '../../../../src/sources/root/tables.ts';
import { buffersOf, type Checks, compareWithChecks } from '../../../tools/root-reference.ts';
import { present, shared } from '../support.ts';

interface Overview {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly trees: Readonly<
          Record<string, { readonly class: string; readonly readable?: number; readonly same_data_as?: string }>
        >;
      }
    >
  >;
}

/**
 * What the reference has wrong: uproot reads objects that are stored member by member as if they were not. ROOT 6.40 itself
 * gives these (by TTree::Draw): 981 keys with the checksum d659ab9921385ffe, and 981 indices with 4d179901cca454e0.
 */
const WRONG_IN_REFERENCE = new Map([
  [
    'PHYSLITE_example.root:CollectionTree:METAssoc_AnalysisMETAux./METAssoc_AnalysisMETAux.jetLink',
    { m_persKey: 'd659ab9921385ffe', m_persIndex: '4d179901cca454e0' },
  ],
]);

describe.skipIf(!present('reference/root-files.json'))('the trees of', () => {
  const overview = JSON.parse(readFileSync(shared('reference/root-files.json'), 'utf8')) as Overview;
  const trees = Object.entries(overview.files).flatMap(([file, { trees: inFile }]) =>
    Object.entries(inFile).flatMap(([tree, about]) =>
      /^(TTree|ROOT::RNTuple)$/.test(about.class) && about.readable !== undefined ? [{ file, tree, ...about }] : [],
    ),
  );

  test.each(trees)('$file:$tree', async ({ file, tree, readable, same_data_as }) => {
    const [twin = file] = (same_data_as ?? '').split(':');
    const path = shared(`reference/root-files/${(twin === '' ? file : twin).replace(/\.root$/, '.json')}`);
    const { equal, different } = await compareWithChecks(
      shared(`data/${file}`),
      JSON.parse(readFileSync(path, 'utf8')) as Checks,
      tree,
    );
    const known = [...different.keys()].filter((branch) => WRONG_IN_REFERENCE.has(`${file}:${branch}`));
    expect([...different].filter(([branch]) => !known.includes(branch))).toEqual([]);
    expect(equal + known.length).toBe(readable);
  });

  test.each([...WRONG_IN_REFERENCE])('%s is what ROOT reads', async (address, checksums) => {
    const [file = '', tree, branch = ''] = address.split(':');
    const root = await RootFile.open(await fileBytes(shared(`data/${file}`)));
    const table = await openTable(root, await findTable(root, tree));
    const layout = (await table.read([branch], 0, table.rows)).get(branch) as Layout;
    const found = Object.fromEntries(buffersOf(layout).map(([path, , , , sum]) => [path.replace('[].', ''), sum]));
    expect(found).toMatchObject(checksums);
  });

  test('there are as many as there should be', () => {
    expect(trees.length).toBeGreaterThanOrEqual(26);
  });
});
