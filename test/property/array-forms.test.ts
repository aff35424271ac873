/** Every function that is a loop within rows gives what the operation on whole arrays gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { list, option, type Type } from '../../compiler/tree/type.ts';
import { valuesToLayout } from '../../src/sources/memory/encode.ts';
import { fromLayouts } from '../../src/sources/memory.ts';
import { ak as functions, JaggedError, open } from '../../src/index.ts';
import { knownArray } from '../../src/sources/array-source.ts';
import { arrayColumn } from '../../src/api/array-column.ts';
import { columnOf } from '../../src/api/dataset.ts';
import { loopForms } from '../../src/api/ak-loops.ts';
import { Dice, leaves } from '../kernels/arrays/nested.ts';

type Any = any;
const ak = functions as Any;

/** Columns of the same rows: by name their type and values. */
type Columns = Readonly<Record<string, { readonly type: Type; readonly values: readonly unknown[] }>>;

/** Random columns of one number of rows: single values, lists, lists of lists, some with missing values. */
function columnsOf(roll: Dice): Columns {
  const rows = roll.chance(6) ? 0 : 1 + roll.below(6);
  const [leafType, leaf] = roll.pick(leaves);
  const sizes = Array.from({ length: rows }, () => roll.below(4));
  const of = (depth: 0 | 1 | 2, missing: boolean, type = leafType, one = leaf) => {
    const value = (): unknown => (missing && roll.chance(4) ? undefined : one(roll));
    const make = (row: number): unknown =>
      depth === 0
        ? value()
        : Array.from({ length: sizes[row] as number }, () =>
            depth === 1 ? value() : Array.from({ length: roll.below(3) }, value),
          );
    let whole: Type = missing ? option(type) : type;
    for (let i = 0; i < depth; i++) whole = list(whole);
    return { type: whole, values: Array.from({ length: rows }, (_, row) => make(row)) };
  };
  const [bools, truth] = leaves.at(-1) as (typeof leaves)[number];
  return {
    x: of(0, roll.chance(2)),
    l: of(1, roll.chance(2)),
    m: of(1, false),
    n: of(2, roll.chance(2)),
    test: of(0, false, bools, truth),
    mask: of(1, false, bools, truth),
  };
}

async function both(columns: Columns, roll: Dice): Promise<{ rows: Any; arrays: Any }> {
  const layouts = new Map(
    Object.entries(columns).map(([name, { type, values }]) => [name, valuesToLayout(values, type)] as const),
  );
  const length = columns['x']?.values.length as number;
  const source = fromLayouts(layouts, length, { chunkSize: 1 + roll.below(6) });
  const arrays = Object.fromEntries(
    Object.entries(columns).map(([name, { type }]) => {
      const { core, expr } = arrayColumn(knownArray(name, type, layouts.get(name) as Any));
      return [name, columnOf(core, expr)];
    }),
  );
  return { rows: await open(source as Any), arrays };
}

/** A call of a function, given the columns of a dataset or the same arrays. */
type Call = readonly [name: keyof typeof loopForms, args: string, call: (c: Any) => unknown];
const reducers = ['count', 'sum', 'prod', 'mean', 'min', 'max', 'argmin', 'argmax', 'any', 'all'] as const;
const CALLS: readonly Call[] = [
  ...reducers.flatMap((name): Call[] => [
    ...[null, 0].map((axis): Call => [name, `x, axis ${axis}`, (c) => ak[name](c.x, { axis })]),
    ...[null, 0, 1, -1].map((axis): Call => [name, `l, axis ${axis}`, (c) => ak[name](c.l, { axis })]),
    ...[null, 0, 1, 2, -1].map((axis): Call => [name, `n, axis ${axis}`, (c) => ak[name](c.n, { axis })]),
    [name, 'l', (c) => ak[name](c.l)],
  ]),
  ...[0, 1, -1].map((axis): Call => ['num', `l, axis ${axis}`, (c) => ak.num(c.l, { axis })]),
  ...[1, 2, -1].map((axis): Call => ['num', `n, axis ${axis}`, (c) => ak.num(c.n, { axis })]),
  ['mask', 'x', (c) => ak.mask(c.x, c.test)],
  ['mask', 'l, of rows', (c) => ak.mask(c.l, c.test)],
  ['mask', 'l', (c) => ak.mask(c.l, c.mask)],
  ['where', 'values', (c) => ak.where(c.test, c.x, 0)],
  ['where', 'lists', (c) => ak.where(c.mask, c.l, c.m)],
  ['where', 'lists and values', (c) => ak.where(c.mask, c.l, 1)],
  ['combinations', 'l', (c) => ak.combinations(c.l, 2)],
  ['combinations', 'l, named', (c) => ak.combinations(c.l, 3, { fields: ['a', 'b', 'c'] })],
  ['combinations', 'n, deepest', (c) => ak.combinations(c.n, 2, { axis: -1 })],
  ['cartesian', 'l and m', (c) => ak.cartesian({ a: c.l, b: c.m })],
  ['zip', 'lists', (c) => ak.zip({ a: c.l, b: c.m })],
  ['zip', 'values', (c) => ak.zip({ a: c.x, b: c.test })],
  ['zip', 'lists and values', (c) => ak.zip({ a: c.l, b: c.x })],
  ['flatten', 'l', (c) => ak.flatten(c.l)],
  ['flatten', 'n', (c) => ak.flatten(c.n)],
  ['flatten', 'n, axis 2', (c) => ak.flatten(c.n, { axis: 2 })],
  ['flatten', 'n, axis null', (c) => ak.flatten(c.n, { axis: null })],
  ['firsts', 'l', (c) => ak.firsts(c.l)],
  ['firsts', 'n', (c) => ak.firsts(c.n)],
  ...[true, false].flatMap((ascending): Call[] => [
    ['sort', `l, ascending ${ascending}`, (c) => ak.sort(c.l, { ascending })],
    ['sort', `n, ascending ${ascending}`, (c) => ak.sort(c.n, { ascending })],
    ['argsort', `l, ascending ${ascending}`, (c) => ak.argsort(c.l, { ascending })],
    ['argsort', `n, ascending ${ascending}`, (c) => ak.argsort(c.n, { ascending })],
  ]),
  ['concatenate', 'rows', (c) => ak.concatenate([c.l, c.m])],
  ['concatenate', 'lists', (c) => ak.concatenate([c.l, c.m], { axis: 1 })],
  ['with_field', 'l', (c) => ak.with_field(ak.zip({ a: c.l, b: c.m }), c.mask, 'more')],
  ['with_field', 'values', (c) => ak.with_field(ak.zip({ a: c.x }), c.test, 'more')],
];

/** Computed numbers here are int64 and float64, so the widths of numbers do not count. */
const widthless = (type: string): string => type.replace(/u?int(8|16|32|64)/g, 'int').replace(/float(32|64)/g, 'float');

/** Of 0 and −0 either may be the least. */
const unsigned = (value: unknown): unknown => (Array.isArray(value) ? value.map(unsigned) : value === 0 ? 0 : value);

async function outcome(work: () => unknown): Promise<unknown> {
  try {
    const made = work() as Any;
    const type = widthless(ak.type(made));
    return { type, values: unsigned('toArray' in made ? await made.toArray() : await made.value()) };
  } catch (error) {
    if (error instanceof JaggedError) return 'refused';
    throw error;
  }
}

describe('loops within rows and operations on whole arrays give the same', () => {
  test('every loop form is asked', () => {
    expect([...new Set(CALLS.map(([name]) => name))].sort()).toStrictEqual(Object.keys(loopForms).sort());
  });

  test.each(CALLS)('ak.%s of %s', async (_name, _args, call) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const roll = new Dice(seed);
        const { rows, arrays } = await both(columnsOf(roll), roll);
        expect(await outcome(() => call(rows))).toStrictEqual(await outcome(() => call(arrays)));
      }),
      { numRuns: 25 },
    );
  });
});
