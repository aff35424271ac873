/** What reduces all rows gives the same however the rows are cut into partitions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { list, option, type Type } from '../../compiler/tree/type.ts';
import type { ReadRequest, Source } from '../../src/sources/source.ts';
import { ak as functions, open } from '../../src/index.ts';
import { valuesToLayout } from '../../src/sources/memory/encode.ts';
import { fromLayouts } from '../../src/sources/memory.ts';
import { Dice, leaves } from '../kernels/arrays/nested.ts';

type Any = any;
const ak = functions as Any;
const REDUCERS = [
  'sum',
  'prod',
  'count',
  'count_nonzero',
  'min',
  'max',
  'any',
  'all',
  'nansum',
  'nanprod',
  'nanmin',
  'nanmax',
] as const;

interface Column {
  readonly type: Type;
  readonly values: readonly unknown[];
}

/** Numbers in lists of lists, in lists, or alone, some missing. */
function columnOf(roll: Dice, depth: number): Column {
  const [type, leaf] = roll.pick(leaves);
  const missing = roll.chance(2);
  const make = (down: number): unknown =>
    down === 0
      ? missing && roll.chance(4)
        ? undefined
        : leaf(roll)
      : Array.from({ length: roll.below(4) }, () => make(down - 1));
  let whole: Type = missing ? option(type) : type;
  for (let i = 0; i < depth; i++) whole = list(whole);
  return { type: whole, values: Array.from({ length: roll.chance(8) ? 0 : roll.below(30) }, () => make(depth)) };
}

const sourceOf = ({ type, values }: Column, chunkSize: number): Source =>
  fromLayouts(new Map([['x', valuesToLayout(values, type)]]), values.length, { chunkSize });

/** The result, or the code of the error. */
async function reduced(name: string, source: Source, options: object): Promise<unknown> {
  const { x } = (await open(source as Any)) as Any;
  try {
    const made = ak[name](x, options);
    return { type: ak.type(made), values: 'toArray' in made ? await made.toArray() : await made.value() };
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Numbers to twelve digits, so that the order of a sum does not count. */
function roughly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(roughly);
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(12)) + 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, roughly(of)]));
}

const CASES = REDUCERS.flatMap((name) =>
  [
    [0, { axis: 0 }],
    [1, { axis: 0 }],
    [2, { axis: 0 }],
    [1, { axis: null }],
    [2, { axis: null }],
    [1, { axis: 0, mask_identity: true }],
    [2, { axis: null, mask_identity: true }],
    [1, { axis: 0, keepdims: true }],
  ].map(([depth, options]) => [name, depth as number, options as object] as const),
);

describe('reducers over rows', () => {
  test.each(CASES)('ak.%s of lists %i deep, %j', async (name, depth, options) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const roll = new Dice(seed);
        const column = columnOf(roll, depth);
        const whole = await reduced(name, sourceOf(column, 1000), options);
        const chunkSize = 1 + roll.below(8);
        const cut = await reduced(name, sourceOf(column, chunkSize), options);
        expect(roughly(cut)).toStrictEqual(roughly(whole));
        expect(await reduced(name, sourceOf(column, chunkSize), options)).toStrictEqual(cut);
      }),
      { numRuns: 12 },
    );
  });

  test('read one partition at a time', async () => {
    const column: Column = { type: list(leaves[0]?.[0] as Type), values: Array.from({ length: 40 }, (_, i) => [i, 1]) };
    const inner = sourceOf(column, 2);
    let reading = 0;
    let read = 0;
    const source: Source = {
      info: inner.info,
      partitions: () => inner.partitions(),
      columnsOf: (needs) => inner.columnsOf(needs),
      close: () => inner.close(),
      read: async (partition, request: ReadRequest, signal) => {
        expect(++reading).toBe(1);
        const rows = await inner.read(partition, request, signal);
        read++;
        reading--;
        return rows;
      },
    };
    expect(await reduced('sum', source, { axis: 0 })).toStrictEqual({ type: 'int64', values: [780, 40] });
    expect(read).toBe(20);
  });

  test('the sum of doubles is the tree of eight, bit for bit', async () => {
    const values = Array.from({ length: 40 }, (_, i) => [1 / (i + 3)]);
    const made = (await reduced('sum', sourceOf({ type: list(leaves[3]?.[0] as Type), values }, 2), { axis: 0 })) as {
      values: number[];
    };
    const partials = Array.from(
      { length: 20 },
      (_, i) => (values[2 * i]?.[0] as number) + (values[2 * i + 1]?.[0] as number),
    );
    const add = (parts: readonly number[]): number => parts.reduce((a, b) => a + b);
    const [a, b, c] = [partials.slice(0, 8), partials.slice(8, 16), partials.slice(16)].map(add) as [
      number,
      number,
      number,
    ];
    expect(made.values[0]).toBe(a + b + c);
    expect(add(values.flat())).not.toBe(a + b + c);
  });
});
