/** What is converted from ROOT to Parquet has the same buffers, branch by branch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Layout } from '../../../../kernels/layout.ts';
import { asColumn, type ColumnCore } from '../../../../src/api/column-core.ts';
import { layoutOf } from '../../../../src/api/output.ts';
import { type Dataset, open, type Untyped } from '../../../../src/index.ts';
import { buffersOf } from '../../../tools/root-reference.ts';
import { present, shared } from '../support.ts';

const FILES = [
  ['uproot-HZZ.root', 'events'],
  ['uproot-HZZ-objects.root', 'events'],
  ['uproot-Zmumu-lzma.root', 'events'],
  ['nano_dy.root', 'Events'],
  ['nanoAOD_2015_CMS_Open_Data_ttbar.root', 'Events'],
  ['PHYSLITE_example.root', 'CollectionTree'],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'jagged-root-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Rows = Dataset<Untyped>;
const plain = { schema: 'plain' } as const;

async function buffers(rows: Rows, name: string): Promise<unknown> {
  return buffersOf(withoutSizes(await layoutOf(asColumn(rows.field(name)) as ColumnCore)));
}

/** Parquet has lists of any length only. */
function withoutSizes(layout: Layout): Layout {
  switch (layout.is) {
    case 'list':
      return { is: 'list', offsets: layout.offsets, content: withoutSizes(layout.content) };
    case 'record':
      return { ...layout, fields: new Map([...layout.fields].map(([name, of]) => [name, withoutSizes(of)])) };
    default:
      return layout;
  }
}

describe.skipIf(!present('data/README.md'))('converted to Parquet is', () => {
  test.each(FILES)('%s:%s', { timeout: 120_000 }, async (file, tree) => {
    const from = await open(`${shared(`data/${file}`)}:${tree}`, plain);
    const path = join(folder, `${file}.parquet`);
    await from.writeParquet(path);
    const to = await open(path, plain);
    expect(to.columns).toEqual(from.columns);
    const different: string[] = [];
    for (const name of from.columns) {
      const [a, b] = [await buffers(from, name), await buffers(to, name)];
      if (JSON.stringify(a) !== JSON.stringify(b)) different.push(name);
    }
    expect(different).toEqual([]);
  });
});
