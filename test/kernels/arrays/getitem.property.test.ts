import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Json } from '../../../compiler/tree/expr.ts';
import { bool, int, list, option, type Type } from '../../../compiler/tree/type.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { Draw, tapes } from '../../oracle/data.ts';
import { check, pieces } from './check.ts';
import { anyType } from './generate.ts';
import type { Rows } from './plain.ts';
import { getitem, type Item } from './plain-getitem.ts';

const RUNS = { numRuns: 1500, seed: 7 };

/** A random item that is the same for all rows; what it selects is often there. */
function anyItem(draw: Draw, positions: number): Item & Readonly<Record<string, Json>> {
  const end = (): number | null => (draw.chance(40) ? null : draw.below(7) - 3);
  switch (draw.below(8)) {
    case 0:
      return { at: draw.pick([0, 0, 0, -1, 1]) };
    case 1:
      return { list: Array.from({ length: positions }, () => draw.pick([0, 0, 0, -1, 1])) };
    case 2:
      return { list: Array.from({ length: positions }, () => draw.pick([0, -1, null])) };
    case 3:
      return { list: Array.from({ length: 1 + draw.below(3) }, () => draw.pick([true, false, true, null])) };
    case 4:
      return draw.chance(50) ? { newaxis: true } : { ellipsis: true };
    default:
      return { start: end(), stop: end(), step: draw.pick([1, 1, 1, 2, -1, -2]) };
  }
}

const FULL = { start: null, stop: null, step: 1 };

describe('a selection from arrays of any type gives what its plain meaning gives', () => {
  it('with items that are the same for all rows', () => {
    const once = (tape: readonly number[]): void => {
      const draw = new Draw(tape);
      const type = anyType(draw, 4);
      const positions = draw.below(3);
      const first = draw.chance(50) ? [FULL] : [];
      const items = [...first, ...Array.from({ length: draw.below(4) }, () => anyItem(draw, positions))];
      if (items.filter((item) => 'ellipsis' in item).length > 1) return;
      check('ak.getitem', { array: pieces(draw, type) }, { items }, (rows) => getitem(rows, type, items));
    };
    fc.assert(fc.property(tapes, once), RUNS);
  });

  it('with an index for each row', () => {
    const once = (tape: readonly number[]): void => {
      const draw = new Draw(tape);
      const type = list(anyType(draw));
      const row = draw.chance(30) ? option(type) : type;
      const indexType = anyIndexType(draw, row);
      const array = pieces(draw, row);
      const index = array.map((part) => indexFor(draw, part, indexType)) as [Layout, Layout];
      const rest = draw.chance(30) ? [anyItem(draw, 1)].filter((item) => !('ellipsis' in item)) : [];
      const items = [{ input: 1 }, ...rest];
      check('ak.getitem', { array, beside: [index] }, { items }, (rows, _type, _options, [jagged = []]) =>
        getitem(rows, row, [{ jagged, type: indexType }, ...rest]),
      );
    };
    fc.assert(fc.property(tapes, once), RUNS);
  });

  it('with fields', () => {
    const once = (tape: readonly number[]): void => {
      const draw = new Draw(tape);
      const type = anyType(draw);
      const name = draw.pick(['x', 'y', '0', '__proto__']);
      const meaning = (rows: Rows): unknown => rows.map((one) => fieldIn(one, type, name));
      const array = pieces(draw, type);
      if (!hasField(type, name)) return;
      check('ak.getitem', { array }, { items: [{ field: name }] }, meaning);
    };
    fc.assert(fc.property(tapes, once), RUNS);
  });
});

/** Whether every record that is met first has a field. */
function hasField(type: Type, name: string): boolean {
  if (type.is === 'list' || type.is === 'option') return hasField(type.of, name);
  return type.is === 'record' && type.fields.has(name);
}

function fieldIn(value: unknown, type: Type, name: string): unknown {
  if (value === undefined) return undefined;
  if (type.is === 'list') return (value as Rows).map((one) => fieldIn(one, type.of, name));
  if (type.is === 'option') return fieldIn(value, type.of, name);
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** The type of an index for each row: lists as far as the array has them, of positions or of a mask. */
function anyIndexType(draw: Draw, type: Type): Type {
  if (type.is === 'option') return anyIndexType(draw, type.of);
  const inner = type.is === 'list' ? (type.of.is === 'option' ? type.of.of : type.of) : type;
  const deep = inner.is === 'list' && draw.chance(40);
  const leaf = draw.chance(50) ? int : bool;
  const of = deep && type.is === 'list' ? anyIndexType(draw, type.of) : draw.chance(30) ? option(leaf) : leaf;
  return draw.chance(20) ? option(list(of)) : list(of);
}

/** An index that fits the lists of an array; now and then it does not. */
function indexFor(draw: Draw, array: Layout, indexType: Type): Layout {
  const make = (value: unknown, of: Type): unknown => {
    if (of.is === 'option') return draw.chance(25) ? undefined : make(value, of.of);
    if (of.is !== 'list') return draw.chance(50);
    const values = (value ?? []) as Rows;
    const element = of.of.is === 'option' ? of.of.of : of.of;
    if (element.is === 'list' || element.is === 'bool')
      return (draw.chance(2) ? [...values, []] : values).map((one) => make(one, of.of));
    return Array.from({ length: draw.below(4) }, () => {
      if (of.of.is === 'option' && draw.chance(30)) return undefined;
      const wild = draw.chance(1) ? 1 : 0;
      return values.length === 0 ? undefined : draw.below(2 * values.length) - values.length + wild;
    }).filter((at) => at !== undefined || of.of.is === 'option');
  };
  return valuesToLayout(
    layoutToValues(array).map((value) => make(value, indexType)),
    indexType,
  );
}
