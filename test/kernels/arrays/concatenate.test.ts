import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { list, optionIf, type Type } from '../../../compiler/tree/type.ts';
import { concatenate } from '../../../kernels/arrays/concatenate.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { argumentsOf, array, casesOf, expectResult, present, run, typeOf } from './array-cases.ts';
import { check, dice, layoutOf, leaves, type Nested, texts } from './nested.ts';

const refusal = (code: string): unknown => expect.objectContaining({ name: 'ArrayProblem', code });

describe.skipIf(!present)('cases of the reference', () => {
  it.each(casesOf('concatenate').map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const { inputs, scalars } = argumentsOf(one, one.args?.[0] as unknown[]);
    const options = { ...one.kwargs, scalars };
    if (one.result === undefined)
      expect(() => concatenate(inputs, options, false)).toThrow(expect.objectContaining({ name: 'ArrayProblem' }));
    else expectResult(run(concatenate, inputs, options), one.result);
  });
});

describe('concatenate', () => {
  it('puts the lists of each row one after the other', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const rows = roll.below(6);
        const inputs = Array.from({ length: 1 + roll.below(3) }, (): Nested => {
          const [leaf, value] = roll.pick([...leaves, texts]);
          const size = roll.chance(3) ? roll.below(4) : undefined;
          const [missingLists, missingValues] = [roll.chance(3), roll.chance(3)];
          const element = (): unknown => (missingValues && roll.chance(3) ? undefined : value(roll));
          const values = Array.from({ length: rows }, () =>
            missingLists && roll.chance(3) ? undefined : Array.from({ length: size ?? roll.below(4) }, element),
          );
          return { type: optionIf(missingLists, list(optionIf(missingValues, leaf), size)), values };
        });
        check(concatenate, inputs, { axis: 1, mergebool: false }, (row) => row.flatMap((value) => value ?? []));
      }),
      { numRuns: 400 },
    );
  });

  it('goes into lists of lists', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const lengths = Array.from({ length: roll.below(5) }, () => roll.below(4));
        const deep = (): Nested => {
          const [leaf, value] = roll.pick(leaves);
          const inner = (): unknown => Array.from({ length: roll.below(3) }, () => value(roll));
          return { type: list(list(leaf)), values: lengths.map((length) => Array.from({ length }, inner)) };
        };
        check(concatenate, [deep(), deep()], { axis: -1, mergebool: false }, ([a, b]) =>
          (a as unknown[][]).map((one, i) => [...one, ...((b as unknown[][])[i] as unknown[])]),
        );
      }),
    );
  });

  it('puts rows after one another, whatever their types', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const inputs = Array.from({ length: 1 + roll.below(4) }, (): Nested => {
          const [leaf, value] = roll.pick([...leaves, texts]);
          const [lists, missing] = [roll.chance(3), roll.chance(3)];
          const one = (): unknown => (lists ? Array.from({ length: roll.below(3) }, () => value(roll)) : value(roll));
          const type: Type = optionIf(missing, lists ? list(leaf) : leaf);
          const values = Array.from({ length: roll.below(4) }, () => (missing && roll.chance(3) ? undefined : one()));
          return { type, values };
        });
        const result = run(
          concatenate,
          inputs.map(({ type, values }) => layoutOf({ type, values })),
          { mergebool: false },
        );
        expect(layoutToValues(result)).toStrictEqual(inputs.flatMap(({ values }) => values));
      }),
      { numRuns: 400 },
    );
  });

  it('merges types as Awkward does', () => {
    const merged = (...types: readonly string[]): string =>
      typeOf(
        concatenate(
          types.map((type) => array(type, [])),
          {},
          true,
        ),
      );
    expect(merged('var * unknown', 'var * int64')).toBe('var * int64');
    expect(merged('?int64', 'string')).toBe('union[?int64, ?string]');
    expect(merged('union[int64, string]', 'float64')).toBe('union[float64, string]');
    expect(merged('union[int64, string]', 'var * int64', '?bool')).toBe('union[?int64, ?string, option[var * int64]]');
    expect(merged('3 * int8', 'var * int8')).toBe('var * int8');
    expect(merged('var * string', 'var * int64')).toBe('union[var * string, var * int64]');
    expect(merged('{x: int64, y: bool}', '{y: bool, x: float32}')).toBe('{x: float64, y: bool}');
    expect(merged('{x: int64}', '{x: string}')).toBe('union[{x: int64}, {x: string}]');
    expect(merged('P[x: int64]', '{x: int64}')).toBe('union[P[x: int64], {x: int64}]');
    expect(merged('(int64, int64)', '(float64, ?int64)')).toBe('(float64, ?int64)');
    expect(merged('uint8', 'int8')).toBe('int16');
    expect(merged('float32', 'int8')).toBe('float32');
    expect(merged('uint64', 'int8')).toBe('float64');
    expect(merged('float32', 'float32')).toBe('float32');
  });

  it('adds a single value to each list', () => {
    const lists = array('var * int64', [[1, 2], []]);
    const result = run(concatenate, [lists, array('int64', [7])], { axis: 1, scalars: [1] });
    expect(layoutToValues(result)).toStrictEqual([[1, 2, 7], [7]]);
  });

  it('says what is wrong', () => {
    const lists = array('var * int64', [[1]]);
    const flat = array('int64', [1]);
    expect(() => concatenate([lists, flat], { axis: 1 }, false)).toThrow(refusal('not-deep-enough'));
    expect(() => concatenate([flat, flat], { axis: 1 }, false)).toThrow(refusal('no-such-axis'));
    expect(() => concatenate([lists, lists], { axis: 2 }, true)).toThrow(refusal('no-such-axis'));
    expect(() => concatenate([lists, lists], { axis: null }, true)).toThrow(refusal('wrong-option'));
    const [short, long] = [array('var * var * int64', [[[1]], []]), array('var * var * int64', [[[1]], [[2]]])];
    expect(() => concatenate([short, long], { axis: 2 }, false)).toThrow(
      expect.objectContaining({ code: 'lengths-differ', row: 1 }),
    );
    const large = array('uint64', [2n ** 63n]);
    expect(() => concatenate([large, flat], {}, false)).toThrow(/beyond 2\*\*53/);
    expect(() => concatenate([large, array('float64', [0.5])], {}, false)).toThrow(/beyond 2\*\*53/);
  });
});
