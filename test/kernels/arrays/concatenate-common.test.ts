import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float64, list, number, record, type Type } from '../../../compiler/tree/type.ts';
import { concatenateCommon } from '../../../kernels/arrays/concatenate-common.ts';
import { sliceLayout } from '../../../kernels/slice.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { array, run, typeOf } from './array-cases.ts';
import { check, dice, type Nested } from './nested.ts';

const electrons = array('var * Electron[pt: float32, charge: int8, sieie: float32]', [
  [{ pt: 10, charge: 1, sieie: 0.5 }],
  [],
  [{ pt: 20, charge: -1, sieie: 0.5 }],
]);
const muons = array('var * Muon[charge: int32, pt: float32, isGlobal: bool]', [
  [{ charge: -1, pt: 5, isGlobal: true }],
  [{ charge: 1, pt: 6, isGlobal: false }],
  [],
]);
const problem = (code: string): unknown => expect.objectContaining({ name: 'ArrayProblem', code });

describe('concatenate_common', () => {
  it('makes one collection of the common fields', () => {
    const leptons = run(concatenateCommon, [electrons, muons], { with_name: 'Lepton' });
    expect(typeOf(leptons)).toBe('var * Lepton[pt: float32, charge: int32, origin: int64]');
    expect(layoutToValues(leptons)).toStrictEqual([
      [
        { pt: 10, charge: 1, origin: 0 },
        { pt: 5, charge: -1, origin: 1 },
      ],
      [{ pt: 6, charge: 1, origin: 1 }],
      [{ pt: 20, charge: -1, origin: 0 }],
    ]);
  });

  it('names the collection that a record is from', () => {
    const options = { names: ['e', 'mu'], tag: 'flavour', axis: 0 };
    const [rows, others] = [
      array('{pt: int8, a: int8}', [{ pt: 1, a: 2 }]),
      array('?{pt: int8}', [undefined, { pt: 3 }]),
    ];
    const result = run(concatenateCommon, [rows, others], options);
    expect(typeOf(result)).toBe('?{pt: int8, flavour: string}');
    expect(layoutToValues(result)).toStrictEqual([{ pt: 1, flavour: 'e' }, undefined, { pt: 3, flavour: 'mu' }]);
    expect(typeOf(run(concatenateCommon, [electrons, muons], { tag: null }))).toBe(
      'var * {pt: float32, charge: int32}',
    );
  });

  it('puts the lists of each row one after the other', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const rows = roll.below(5);
        const collection = (only: string, pt: Type): Nested => {
          const one = (): unknown => ({ [only]: roll.below(9), pt: roll.below(9) });
          const values = Array.from({ length: rows }, () => Array.from({ length: roll.below(4) }, one));
          return {
            type: list(
              record([
                [only, number('int8')],
                ['pt', pt],
              ]),
            ),
            values,
          };
        };
        const inputs = [collection('a', number('int16')), collection('b', float64), collection('c', number('int64'))];
        check(concatenateCommon, inputs, {}, (row) =>
          row.flatMap((of, origin) => (of as { pt: number }[]).map(({ pt }) => ({ pt, origin }))),
        );
      }),
    );
  });

  it('never makes a union', () => {
    const none = sliceLayout(electrons, 0, 0);
    const odd = array('var * {charge: string, pt: float32}', []);
    expect(() => concatenateCommon([none, odd], {}, true)).toThrow(problem('unlike-types'));
    expect(() => concatenateCommon([none, array('var * {x: int8}', [])], {}, true)).toThrow(problem('unlike-fields'));
    expect(() => concatenateCommon([none, array('var * int8', [])], {}, true)).toThrow(problem('wrong-type'));
    expect(() => concatenateCommon([electrons, muons], { tag: 'pt' }, true)).toThrow(problem('wrong-option'));
    expect(() => concatenateCommon([electrons, muons], { names: ['e'] }, true)).toThrow(problem('wrong-option'));
    expect(() => concatenateCommon([], {}, true)).toThrow(problem('wrong-arguments'));
  });
});
