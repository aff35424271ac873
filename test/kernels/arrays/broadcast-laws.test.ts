import fc from 'fast-check';
import { describe, it } from 'vitest';
import { list, present, record, type Type, union } from '../../../compiler/tree/type.ts';
import { withField } from '../../../kernels/arrays/fields.ts';
import { where } from '../../../kernels/arrays/where.ts';
import { broadcastArrays } from '../../../kernels/arrays/broadcast-arrays.ts';
import { zip } from '../../../kernels/arrays/zip.ts';
import {
  arrayOf,
  check,
  commonLength,
  type Dice,
  dice,
  elementAt,
  leaves,
  type Nested,
  resolved,
  shapeOf,
  texts,
} from './nested.ts';

const anyLeaf = [...leaves, texts];

const isFlat = (type: Type): boolean => {
  const inner = present(type);
  return inner.is !== 'list' && !(inner.is === 'union' && inner.of.some((one) => !isFlat(one)));
};

/** Brings values to one shape; `done` makes the value of what has one dimension. */
function together(
  values: readonly unknown[],
  given: readonly Type[],
  done: (values: readonly unknown[]) => unknown,
): unknown {
  if (given.every(isFlat)) return done(values);
  // a union is looked into before it is asked whether a value is missing
  const types = given.map((type, at) => resolved(type, values[at]));
  if (types.every(isFlat)) return done(values);
  if (values.includes(undefined)) return undefined;
  return Array.from({ length: commonLength(types, values) }, (_, i) => {
    const elements = types.map((type, at) => elementAt(type, values[at], i));
    return together(
      elements.map(([, value]) => value),
      elements.map(([type]) => type),
      done,
    );
  });
}

/** Some rows of one array, some of another, as a union; the types must differ in kind. */
function mixed(roll: Dice, a: Nested, b: Nested): Nested {
  return {
    type: union([a.type, b.type]),
    values: a.values.map((value, row) => (roll.chance(2) ? value : b.values[row])),
  };
}

describe('zip and broadcast_arrays', () => {
  it('bring values together as plain loops do', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const inputs = Array.from({ length: 1 + roll.below(3) }, () => arrayOf(roll, shape, roll.pick(anyLeaf)));
        check(zip, inputs, {}, (row, types) => together(row, types, (values) => [...values]));
        const names = ['__proto__', 'b', 'a'].slice(0, inputs.length);
        const named = (values: readonly unknown[]): unknown =>
          Object.fromEntries(values.map((value, at) => [names[at], value]));
        check(zip, inputs, { fields: names }, (row, types) => together(row, types, named));
        check(broadcastArrays, inputs, {}, (row, types) =>
          inputs.map((_, at) => together(row, types, (values) => values[at])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('look into unions', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const flat = arrayOf(roll, { ...shape, sizes: [] }, leaves[3] as (typeof leaves)[0], false);
        const lists = {
          type: list(texts[0]),
          values: shape.rows.map(() => Array.from({ length: roll.below(3) }, () => texts[1](roll))),
        };
        const inputs = [mixed(roll, flat, lists), arrayOf(roll, { ...shape, sizes: [] }, roll.pick(leaves))];
        check(zip, inputs, {}, (row, types) => together(row, types, (values) => [...values]));
      }),
    );
  });
});

describe('with_field', () => {
  it('keeps the records and adds a value to each', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const base = arrayOf(roll, shape, [record([['x', leaves[0]?.[0] as Type]]), (d) => ({ x: d.below(5) })]);
        const depth = dimensionsOf(base.type);
        const what = arrayOf(roll, { ...shape, sizes: shape.sizes.slice(0, depth) }, roll.pick(anyLeaf));
        if (stretches(base.type)) return;
        check(withField, [base, what], { where: 'y' }, (row, types) => add(row, types));
      }),
      { numRuns: 300 },
    );
  });
});

const dimensionsOf = (type: Type): number => {
  const inner = present(type);
  return inner.is === 'list' ? 1 + dimensionsOf(inner.of) : 0;
};
const stretches = (type: Type): boolean => {
  const inner = present(type);
  return inner.is === 'list' && (inner.size === 1 || stretches(inner.of));
};

function add([base, what]: readonly unknown[], [baseType, whatType]: readonly Type[]): unknown {
  if (base === undefined) return undefined;
  const inner = present(baseType as Type);
  if (inner.is !== 'list') return { ...(base as object), y: what };
  return (base as unknown[]).map((element, i) => {
    const [type, value] = elementAt(whatType as Type, what, i);
    return add([element, value], [inner.of, type]);
  });
}

describe('where', () => {
  it('chooses value by value', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const test = arrayOf(roll, shape, leaves[5] as (typeof leaves)[0]);
        const choices = [arrayOf(roll, shape, roll.pick(anyLeaf)), arrayOf(roll, shape, roll.pick(anyLeaf))];
        check(where, [test, ...choices], { mergebool: false }, chosen);
      }),
      { numRuns: 300 },
    );
  });
});

function chosen(values: readonly unknown[], types: readonly Type[]): unknown {
  const [test, a, b] = values;
  if (test === undefined) return undefined;
  if (isFlat(types[0] as Type)) return test ? a : b;
  return Array.from({ length: commonLength(types, values) }, (_, i) => {
    const elements = types.map((type, at) => elementAt(type, values[at], i));
    return chosen(
      elements.map(([, value]) => value),
      elements.map(([type]) => type),
    );
  });
}
