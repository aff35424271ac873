/** What is converted from ROOT to Parquet has the same buffers, branch by branch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Type } from '../../../../compiler/tree/type.ts';
import type { Layout } from '../../../../kernels/layout.ts';
import { asColumn, type ColumnCore } from '../../../../src/api/column-core.ts';
import { layoutOf } from '../../../../src/api/output.ts';
import { type Dataset, open, type Untyped } from '../../../../src/index.ts';
import { buffersOf } from '../../../tools/root-reference.ts';
import { infoOf } from '../../schemas/support.ts';
import { present, shared } from '../support.ts';
import { realTrees } from './real-trees.ts';

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

/** Records without fields, and lists of them, which RNTuples have: there is nothing to store in Parquet. */
function isEmpty(type: Type | undefined): boolean {
  if (type?.is === 'list') return isEmpty(type.of);
  return type?.is === 'record' && type.fields.size === 0;
}

describe.skipIf(!present('reference/root-files.json'))('converted to Parquet is', () => {
  const counts: string[] = [];
  afterAll(() => console.log(['columns converted to Parquet and equal:', ...counts].join('\n  ')));

  test.each(realTrees())('$file:$tree', { timeout: 120_000 }, async ({ file, tree }) => {
    const from = await open<Untyped>(`${shared(`data/${file}`)}:${tree}`, plain);
    const { row } = infoOf(from);
    const names = from.columns.filter((name) => !isEmpty(row.fields.get(name)));
    const path = join(folder, `${file}.parquet`);
    await from.select(...names).writeParquet(path);
    const to = await open<Untyped>(path, plain);
    expect(to.columns).toEqual(names);
    const different: string[] = [];
    for (const name of names) {
      const [a, b] = [await buffers(from, name), await buffers(to, name)];
      if (JSON.stringify(a) !== JSON.stringify(b)) different.push(name);
    }
    expect(different).toEqual([]);
    const empty = from.columns.length - names.length;
    counts.push(`${file}:${tree}: ${names.length}${empty === 0 ? '' : `, ${empty} without fields`}`);
  });
});
