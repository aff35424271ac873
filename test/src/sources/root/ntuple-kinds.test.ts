/** Fields of every kind, written by ROOT (test/fixtures/root/ntuples.C), compared with the values that ROOT reads from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { layoutToValues } from '../../../../kernels/values.ts';
import { showType } from '../../../../compiler/tree/type.ts';
import { fileBytes } from '../../../../src/sources/root/container/bytes.ts';
import { openRoot, type RootOptions, type RootSource } from '../../../../src/sources/root/root-source.ts';
import { need } from '../support.ts';

const folder = join(import.meta.dirname, '../../../fixtures/root');
const expected = JSON.parse(readFileSync(join(folder, 'ntuples.json'), 'utf8')) as Record<string, readonly unknown[]>;
const ROWS = 29;

// Rows from before the field was added hold none of the alternatives (format specification, "deferred columns"). ROOT's view
// does not tell that: it gives an empty text.
const ADDED = 14;
const wanted = new Map(
  Object.entries(expected).map(([name, values]) => [
    name,
    name === 'lateVariant' ? values.map((value, i) => (i < ADDED ? null : value)) : values,
  ]),
);

const open = async (options: RootOptions = {}): Promise<RootSource> =>
  openRoot([{ bytes: await fileBytes(join(folder, 'ntuples.root')), tree: 'Kinds' }], { schema: 'plain', ...options });

async function valuesOf(source: RootSource, name: string): Promise<unknown[]> {
  const needs = [{ ...need(''), path: [name] }];
  const parts = await Promise.all(source.partitions().map((partition) => source.read(partition, { needs })));
  return parts.flatMap((part) => layoutToValues(part.fields.get(name) as never));
}

/** As JSON has it: missing values are null, 64-bit integers and what is no finite number are text. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) => {
      if (one === undefined) return null;
      return typeof one === 'bigint' || (typeof one === 'number' && !Number.isFinite(one)) ? String(one) : one;
    }),
  );
const asText = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? String(one) : one)));

function same(source: RootSource, name: string, found: unknown): void {
  const type = source.info.row.fields.get(name);
  const wide = type !== undefined && /int64/.test(showType(type));
  expect(wide ? asText(plain(found)) : plain(found)).toEqual(wide ? asText(wanted.get(name)) : wanted.get(name));
}

describe('the fields of every kind', () => {
  let source: RootSource;
  let pieces: RootSource;
  let singles: RootSource;
  beforeAll(async () => {
    source = await open();
    pieces = await open({ chunkSize: 5 });
    singles = await open({ chunkSize: 1 });
  });

  test.each(Object.keys(expected))('%s', async (name) => {
    expect(expected[name]).toHaveLength(ROWS);
    same(source, name, await valuesOf(source, name));
    same(pieces, name, await valuesOf(pieces, name));
    same(singles, name, await valuesOf(singles, name));
  });

  test('are all there, and what cannot be read is listed', () => {
    expect([...source.info.row.fields.keys()].sort()).toEqual(Object.keys(expected).sort());
    expect([...source.unsupported]).toEqual([['streamed', expect.stringContaining('Streamed')]]);
  });

  test('are rows when read at once', async () => {
    const parts = await Promise.all(source.partitions().map((one) => source.read(one, { needs: [need('')] })));
    const rows = parts.flatMap((part) => layoutToValues(part)) as Record<string, unknown>[];
    expect(rows).toHaveLength(ROWS);
    for (const name of Object.keys(expected))
      same(
        source,
        name,
        rows.map((row) => row[name]),
      );
  });

  test.each([
    ['f16', 'float32'],
    ['doubleAsF16', 'float64'],
    ['doubleTrunc13', 'float64'],
    ['quant12', 'float32'],
    ['texts', 'var * string'],
    ['color', 'uint32'],
    ['byte', 'uint8'],
    ['matrix', '3 * 2 * int32'],
    ['bits', '10 * bool'],
    ['pairs', 'var * {first: float32, second: bool}'],
    ['tuple', '(int32, string, var * float32)'],
    ['maybeHit', '?{x: float32, n: int32, w: var * float32, s: string}'],
    ['maybeList', 'option[var * float32]'],
    ['maybeMaybe', '?int32'],
    ['pointer', '?string'],
    ['variant', 'union[int32, string]'],
    ['variantAlike', 'union[uint8, float32]'],
    ['variantSame', 'float32'],
    ['lateVariant', '?union[int32, string]'],
    ['nhits', 'int64'],
    ['hits_w', 'var * var * float32'],
    ['empties', 'var * {}'],
  ])('%s has the type %s', (name, type) => {
    const found = source.info.row.fields.get(name);
    expect(found === undefined ? undefined : showType(found)).toBe(type);
  });
});
