import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bool, type Type } from '../../../compiler/tree/type.ts';
import { valuesAstype } from '../../../kernels/arrays/cast.ts';
import { almostEqual, arrayEqual } from '../../../kernels/arrays/compare-arrays.ts';
import { enforceType } from '../../../kernels/arrays/enforce.ts';
import { formOf } from '../../../kernels/arrays/form.ts';
import { nanToNum, onesLike } from '../../../kernels/arrays/like.ts';
import { round } from '../../../kernels/arrays/rounding.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { run } from './array-cases.ts';
import { arrayOf, check, type Dice, dice, layoutOf, leaves, type Nested, shapeOf } from './nested.ts';

/** What becomes of each single value; lists and missing values stay. */
const deep = (value: unknown, change: (leaf: number) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => deep(one, change));
  return value === undefined ? undefined : change(Number(value));
};

const anyArray = (roll: Dice, fits: (type: Type) => boolean = () => true): Nested =>
  arrayOf(roll, shapeOf(roll), roll.pick(leaves.filter(([type]) => fits(type))));

describe('operations on single values keep the structure', () => {
  it('and change each value', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const array = anyArray(roll);
        check(valuesAstype, [array], { to: 'float64' }, ([row]) => deep(row, (x) => x));
        check(valuesAstype, [array], { to: 'bool' }, ([row]) => deep(row, (x) => x !== 0));
        const numbers = anyArray(roll, (type) => type !== bool);
        check(round, [numbers], {}, ([row]) => deep(row, toEven));
        const ones = run(onesLike, [layoutOf(numbers)]);
        expect(layoutToValues(ones)).toStrictEqual(numbers.values.map((row) => deep(row, () => 1)));
        check(nanToNum, [numbers], { nan: 7 }, ([row]) => deep(row, (x) => (Number.isNaN(x) ? 7 : x)));
      }),
      { numRuns: 200 },
    );
  });
});

function toEven(x: number): number {
  if (Math.abs(x % 1) !== 0.5) return Math.round(x);
  const [below, above] = [Math.floor(x), Math.ceil(x)];
  return below % 2 === 0 ? below : above;
}

describe('an array', () => {
  it('equals itself, and stays itself when its type is enforced', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const layout = layoutOf(anyArray(roll));
        expect(layoutToValues(run(arrayEqual, [layout, layout], { equal_nan: true }))).toStrictEqual([true]);
        expect(layoutToValues(run(almostEqual, [layout, layout], { equal_nan: true }))).toStrictEqual([true]);
        expect(run(enforceType, [layout], { type: formOf(layout) })).toBe(layout);
      }),
      { numRuns: 200 },
    );
  });

  it('may become an option and a value again', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const { type, values } = arrayOf(roll, shapeOf(roll), roll.pick(leaves), false);
        const layout = layoutOf({ type, values });
        const option = run(enforceType, [layout], { type: { is: 'option', content: formOf(layout) } });
        expect(formOf(option)).toEqual({ is: 'option', content: formOf(layout) });
        const again = run(enforceType, [option], { type: formOf(layout) });
        expect(formOf(again)).toEqual(formOf(layout));
        expect(layoutToValues(again)).toStrictEqual([...values]);
      }),
    );
  });
});
