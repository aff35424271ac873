import { describe, expect, it } from 'vitest';
import { structureOps } from '../../../compiler/ops/arrays-structure.ts';
import { parseType } from '../../../compiler/tree/datashape.ts';
import { typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { ArrayProblem } from '../../../kernels/arrays/kernel.ts';
import type { Layout, NumbersLayout } from '../../../kernels/layout.ts';
import { OverflowProblem } from '../../../kernels/scalar.ts';
import { sliceLayout } from '../../../kernels/slice.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { arrayOf, run } from './cases.ts';

type Op = keyof typeof structureOps;
const array = (values: readonly unknown[], type: string): Layout => valuesToLayout(values, parseType(type));

/** The values and the type of a result. */
function result(op: Op, inputs: readonly Layout[], options = {}): [unknown[], string] {
  const layout = run({ kernel: structureOps[op].kernel, inputs, options });
  return [layoutToValues(layout), showType(typeOfLayout(layout))];
}

const getitem = (inputs: readonly Layout[], ...items: unknown[]): [unknown[], string] =>
  result('ak.getitem', inputs, { items });

/** The error of a call: its code and row. */
function problem(op: Op, inputs: readonly Layout[], options = {}): { code: string; row: number | undefined } {
  try {
    structureOps[op].kernel(inputs, options, false);
  } catch (error) {
    if (error instanceof ArrayProblem) return { code: error.code, row: error.row };
    throw error;
  }
  throw new Error('nothing was wrong');
}

const FULL = { start: null };
const none = undefined;

describe('unions', () => {
  const lists = array([[1, 2], ['a'], [], ['b', 'c']], 'union[var * int64, var * string]');
  const single = array([[1, 2], 3, [], 4], 'union[var * int64, int64]');
  const optional = array([1, none, 'a'], 'union[?int64, ?string]');

  it('have lists of all kinds', () => {
    expect(result('ak.num', [lists])).toEqual([[2, 1, 0, 2], 'int64']);
    expect(result('ak.flatten', [lists])).toEqual([[1, 2, 'a', 'b', 'c'], 'union[int64, string]']);
    expect(result('ak.local_index', [lists])).toEqual([[[0, 1], [0], [], [0, 1]], 'var * int64']);
    expect(result('ak.firsts', [lists])).toEqual([[1, 'a', none, 'b'], 'union[?int64, ?string]']);
    expect(problem('ak.num', [single]).code).toBe('no-such-axis');
  });
  it('flatten to the type that holds all', () => {
    expect(result('ak.flatten', [single], { axis: null })).toEqual([[1, 2, 3, 4], 'int64']);
    expect(result('ak.flatten', [lists], { axis: null })[1]).toBe('union[int64, string]');
  });
  it('have missing values inside', () => {
    expect(result('ak.is_none', [optional])).toEqual([[false, true, false], 'bool']);
    expect(result('ak.drop_none', [optional])).toEqual([[1, 'a'], 'union[int64, string]']);
    expect(result('ak.fill_none', [optional, arrayOf(['z'])])).toEqual([[1, 'z', 'a'], 'union[int64, string]']);
    expect(result('ak.fill_none', [optional, arrayOf([0])], { axis: null })).toEqual([
      [1, 0, 'a'],
      'union[int64, string]',
    ]);
    expect(result('ak.singletons', [optional])).toEqual([[[1], [], ['a']], 'union[var * int64, var * string]']);
  });
  it('are selected from kind by kind', () => {
    expect(getitem([lists], FULL, { stop: 1 })[0]).toEqual([[1], ['a'], [], ['b']]);
    const index = arrayOf([[0], [-1], [], [1]]);
    expect(getitem([lists, index], { input: 1 })[0]).toEqual([[1], ['a'], [], ['c']]);
    const records = array([{ x: 1 }, { x: 'a' }], 'union[{x: int64}, {x: string}]');
    expect(getitem([records], { field: 'x' })).toEqual([[1, 'a'], 'union[int64, string]']);
  });
  it('are masked, and packed to what is used', () => {
    const flags = arrayOf([[true, false], [true], [], [false, true]]);
    expect(result('ak.mask', [lists, flags])[0]).toEqual([[1, none], ['a'], [], [none, 'c']]);
    const packed = structureOps['ak.to_packed'].kernel([sliceLayout(lists, 0, 1)], {}, false);
    expect(layoutToValues(packed)).toEqual([[1, 2]]);
    if (packed.is === 'union') expect(packed.contents.map((kind) => layoutToValues(kind))).toEqual([[[1, 2]], []]);
    else expect(packed.is).toBe('union');
  });
});

describe('values of unlike types', () => {
  it('keep integers whole where doubles could not hold them', () => {
    const wide = array([2n ** 60n, none], '?int64');
    expect(result('ak.fill_none', [wide, arrayOf([1])])).toEqual([[2n ** 60n, 1], 'int64']);
    expect(() => result('ak.fill_none', [wide, arrayOf([0.5])])).toThrow(OverflowProblem);
  });
  it.each([
    ['int8', 'uint8', 'int16'],
    ['uint32', 'int32', 'int64'],
    ['uint64', 'int64', 'float64'],
    ['int16', 'float32', 'float32'],
    ['int32', 'float32', 'float64'],
    ['bool', 'int8', 'int8'],
    ['uint16', 'uint64', 'uint64'],
  ])('%s and %s become %s', (a, b, both) => {
    const pairs = array([{ x: 1, y: 1 }], `{x: ${a}, y: ${b}}`);
    expect(result('ak.ravel', [pairs])).toEqual([[1, 1], both]);
  });
  it('do not merge truth values into numbers unless they are flattened', () => {
    const kinds = array([[1], [true]], 'union[var * int64, var * bool]');
    expect(result('ak.flatten', [kinds])).toEqual([[1, true], 'union[int64, bool]']);
    expect(result('ak.flatten', [kinds], { axis: null })).toEqual([[1, 1], 'int64']);
  });
});

describe('what lies behind missing values', () => {
  // the second list is there in the buffers, and missing
  const hidden: Layout = {
    is: 'option',
    valid: Uint8Array.of(0b101),
    content: array([[1, 2], [], [3, 4]], 'var * int64'),
  };
  it('is not selected from', () => {
    expect(getitem([hidden], FULL, { at: 1 })).toEqual([[2, none, 4], '?int64']);
    expect(getitem([hidden], FULL, { list: [1, 0] })).toEqual([[[2, 1], none, [4, 3]], 'option[2 * int64]']);
    const index = arrayOf([[1], [5], [0]]);
    expect(getitem([hidden, index], { input: 1 })).toEqual([[[2], none, [3]], 'option[var * int64]']);
  });
  it('is not compared or cut', () => {
    expect(result('ak.to_regular', [hidden])[0]).toEqual([[1, 2], none, [3, 4]]);
    expect(result('ak.unflatten', [hidden, arrayOf([1, 1, 2])], { axis: 1 })[0]).toEqual([[[1], [2]], none, [[3, 4]]]);
    expect(result('ak.mask', [hidden, arrayOf([[true, false], [true], [false, true]])])[0]).toEqual([
      [1, none],
      none,
      [none, 4],
    ]);
  });
});

describe('index arrays', () => {
  const cube = array(
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
    '2 * 2 * int64',
  );
  it('of several regular dimensions are indexes of as many', () => {
    const square = array(
      [
        [0, 1],
        [1, 1],
      ],
      '2 * int64',
    );
    expect(getitem([array([10, 20, 30], 'int64'), square], { input: 1 })).toEqual([
      [
        [10, 20],
        [20, 20],
      ],
      '2 * int64',
    ]);
    const none = array([[], []], '0 * int64');
    expect(getitem([array([10], 'int64'), none], { input: 1 })).toEqual([[[], []], '0 * int64']);
  });
  it('of regular masks choose single values', () => {
    const rows = array(
      [
        [1, 2],
        [3, 4],
      ],
      '2 * int64',
    );
    const flags = array(
      [
        [true, false],
        [true, true],
      ],
      '2 * bool',
    );
    expect(getitem([rows, flags], { input: 1 })).toEqual([[1, 3, 4], 'int64']);
    expect(problem('ak.getitem', [arrayOf([[1, 2, 3], [4]]), flags], { items: [{ input: 1 }] }).code).toBe(
      'lengths-differ',
    );
  });
  it('go together', () => {
    expect(getitem([cube], { list: [0, 1] }, { list: [1] }, { list: [0, 1] })).toEqual([[3, 8], 'int64']);
    expect(getitem([cube], { list: [1, 0] }, { at: 0 }, { list: [0, 1] })).toEqual([[5, 2], 'int64']);
    const apart = { items: [{ list: [0] }, FULL, { list: [0] }] };
    expect(problem('ak.getitem', [cube], apart).code).toBe('wrong-option');
  });
  it('with a row for each element of a regular dimension are for all rows', () => {
    const index = arrayOf([[0, 0], [1]]);
    expect(getitem([cube, index], FULL, { input: 1 })).toEqual([
      [
        [[1, 1], [4]],
        [[5, 5], [8]],
      ],
      '2 * var * int64',
    ]);
  });
  it('beyond 32 bits are out of range', () => {
    const far = array([2n ** 40n], 'int64');
    expect(problem('ak.getitem', [arrayOf([1, 2]), far], { items: [{ input: 1 }] }).code).toBe('out-of-range');
    expect(problem('ak.getitem', [arrayOf([1, 2]), array([2n ** 63n], 'uint64')], { items: [{ input: 1 }] }).code).toBe(
      'out-of-range',
    );
  });
  it('are integers or booleans', () => {
    const rows = arrayOf([[1], [2]]);
    for (const wrong of [arrayOf([0.5]), arrayOf([[0.5], [1]]), arrayOf(['x']), arrayOf([['x'], ['y']])])
      expect(problem('ak.getitem', [rows, wrong], { items: [{ input: 1 }] }).code).toBe('wrong-type');
  });
});

describe('errors name the first row', () => {
  const lists = arrayOf([[1, 2, 3], [], [4, 5]]);
  const deep = arrayOf([[[1], [2]], [], [[3, 4], []]]);
  it.each<[string, Op, Layout[], Record<string, unknown>, string, number]>([
    ['a position', 'ak.getitem', [lists], { items: [FULL, { at: 0 }] }, 'out-of-range', 1],
    ['a position further in', 'ak.getitem', [deep], { items: [FULL, FULL, { at: 0 }] }, 'out-of-range', 2],
    ['after a range', 'ak.getitem', [lists], { items: [{ start: 1 }, { at: 0 }] }, 'out-of-range', 1],
    ['after a step', 'ak.getitem', [lists], { items: [{ step: -1 }, { at: 2 }] }, 'out-of-range', 2],
    ['a list', 'ak.getitem', [lists], { items: [FULL, { list: [0] }] }, 'out-of-range', 1],
    ['a list mask', 'ak.getitem', [lists], { items: [FULL, { list: [true, true, true] }] }, 'lengths-differ', 1],
    ['an index', 'ak.getitem', [lists, arrayOf([[0], [], [2]])], { items: [{ input: 1 }] }, 'out-of-range', 2],
    [
      'a mask',
      'ak.getitem',
      [lists, arrayOf([[true, true, true], [], [true]])],
      { items: [{ input: 1 }] },
      'lengths-differ',
      2,
    ],
    [
      'a mask further in',
      'ak.getitem',
      [deep, arrayOf([[[true], [true]], [], [[true, false], [true]]])],
      { items: [{ input: 1 }] },
      'lengths-differ',
      2,
    ],
    ['a mask of missing', 'ak.mask', [lists, arrayOf([[true, true, true], [true], []])], {}, 'lengths-differ', 1],
    ['counts', 'ak.unflatten', [lists, arrayOf([3, 1, 2])], { axis: 1 }, 'lengths-differ', 2],
    ['counts in lists', 'ak.unflatten', [lists, arrayOf([[3], [], [1]])], { axis: 1 }, 'lengths-differ', 2],
    ['one count', 'ak.unflatten', [lists], { axis: 1, counts: 3 }, 'lengths-differ', 2],
    ['lengths', 'ak.to_regular', [lists], {}, 'lengths-differ', 1],
    ['lengths further in', 'ak.to_regular', [deep], { axis: null }, 'lengths-differ', 2],
  ])('%s', (_what, op, inputs, options, code, row) => {
    expect(problem(op, inputs, options)).toEqual({ code, row });
  });
});

describe('what was asked', () => {
  const rows = arrayOf([[1, 2], [3]]);
  it.each([
    [{}],
    [{ items: {} }],
    [{ items: [null] }],
    [{ items: [{ at: 0.5 }] }],
    [{ items: [{ start: 'x' }] }],
    [{ items: [{ step: 0 }] }],
    [{ items: [{ stop: 1, sotp: 2 }] }],
    [{ items: [{ field: 1 }] }],
    [{ items: [{ fields: [1] }] }],
    [{ items: [{ list: 3 }] }],
    [{ items: [{ input: 1 }] }],
    [{ items: [{ ellipsis: true }, { ellipsis: true }] }],
  ])('is checked: %j', (options) => {
    expect(problem('ak.getitem', [rows], options).code).toBe('wrong-option');
  });
  it('is checked for other operations too', () => {
    expect(problem('ak.num', [rows], { axis: null }).code).toBe('wrong-option');
    expect(problem('ak.pad_none', [rows], { target: -1 }).code).toBe('wrong-option');
    expect(problem('ak.pad_none', [rows], {}).code).toBe('wrong-option');
    expect(problem('ak.fill_none', [rows, arrayOf([1, 2])]).code).toBe('wrong-length');
    expect(problem('ak.fill_none', [array([none], 'option[var * int64]'), array([[none]], 'var * unknown')]).code).toBe(
      'wrong-type',
    );
    expect(problem('ak.unflatten', [arrayOf([1, 2]), arrayOf([3, -1])]).code).toBe('out-of-range');
    expect(problem('ak.unflatten', [arrayOf([1, 2]), arrayOf([0.5])]).code).toBe('wrong-type');
    expect(problem('ak.mask', [arrayOf([1]), arrayOf([1])]).code).toBe('wrong-type');
    expect(problem('ak.run_lengths', [arrayOf([{ x: 1 }])]).code).toBe('wrong-type');
  });
  it('names fields as they are', () => {
    const records = array([[{ x: 1, ['__proto__']: 2 }]], 'var * Point[x: int64, __proto__: int64]');
    expect(getitem([records], { field: '__proto__' })[0]).toEqual([[2]]);
    expect(getitem([records], { fields: ['x'] })[1]).toBe('var * {x: int64}');
    expect(getitem([array([[1, 2.5]], '(int64, float64)')], { fields: ['1', '0'] })).toEqual([
      [[2.5, 1]],
      '(float64, int64)',
    ]);
    expect(problem('ak.getitem', [records], { items: [{ field: 'constructor' }] }).code).toBe('unknown-field');
    expect(problem('ak.getitem', [rows], { items: [{ field: 'x' }] }).code).toBe('wrong-type');
  });
});

describe('lengths in lists beside the array', () => {
  it('cut each row by itself', () => {
    const rows = array([[1, 2, 3], none, []], 'option[var * int64]');
    expect(result('ak.unflatten', [rows, arrayOf([[1, 2], [], []])], { axis: 1 })[0]).toEqual([
      [[1], [2, 3]],
      none,
      [],
    ]);
    const deep = arrayOf([[[1, 2], []], [[3]]]);
    expect(result('ak.unflatten', [deep, arrayOf([[[2], [0]], [[1, 0]]])], { axis: 2 })[0]).toEqual([
      [[[1, 2]], [[]]],
      [[[3], []]],
    ]);
    expect(structureOps['ak.unflatten'].rows([rows, arrayOf([[1]])].map(typeOfLayout), { axis: 1 })).toBe('each');
    expect(structureOps['ak.unflatten'].rows([rows, arrayOf([1])].map(typeOfLayout), { axis: 1 })).toBe('all');
  });
});

describe('rows of the result', () => {
  const rowsOf = (op: Op, type: string, options = {}, ...others: string[]): string =>
    structureOps[op].rows([type, ...others].map(parseType), options);
  it.each<[Op, string, Record<string, unknown>, string]>([
    ['ak.num', 'var * int64', { axis: 0 }, 'one'],
    ['ak.num', 'var * int64', { axis: -2 }, 'one'],
    ['ak.num', 'var * int64', {}, 'each'],
    ['ak.flatten', 'var * var * int64', {}, 'all'],
    ['ak.flatten', 'var * var * int64', { axis: -1 }, 'each'],
    ['ak.flatten', '{a: var * int64, b: var * var * int64}', { axis: -1 }, 'all'],
    ['ak.flatten', 'var * int64', { axis: null }, 'all'],
    ['ak.drop_none', '?int64', {}, 'all'],
    ['ak.drop_none', 'var * ?int64', {}, 'each'],
    ['ak.drop_none', 'option[var * ?int64]', { axis: 1 }, 'each'],
    ['ak.run_lengths', 'int64', {}, 'all'],
    ['ak.run_lengths', 'var * int64', {}, 'each'],
    ['ak.getitem', 'var * int64', { items: [] }, 'each'],
    ['ak.getitem', 'var * int64', { items: [{ at: 0 }] }, 'one'],
    ['ak.getitem', 'var * int64', { items: [{ start: 1 }] }, 'all'],
    ['ak.getitem', 'var * int64', { items: [{ ellipsis: true }, { at: 0 }] }, 'each'],
    ['ak.getitem', 'var * {x: int64}', { items: [{ field: 'x' }, { start: null }, { at: 0 }] }, 'each'],
    ['ak.getitem', 'var * int64', { items: [{ newaxis: true }] }, 'all'],
  ])('%s of %s with %j: %s', (op, type, options, rows) => {
    expect(rowsOf(op, type, options)).toBe(rows);
  });
  it('depend on what the index is', () => {
    const items = [{ input: 1 }];
    expect(rowsOf('ak.getitem', 'var * int64', { items }, 'var * bool')).toBe('each');
    expect(rowsOf('ak.getitem', 'var * int64', { items }, 'bool')).toBe('all');
    expect(rowsOf('ak.getitem', 'var * int64', { items: [FULL, { input: 1 }] }, 'int64')).toBe('all');
  });
});

describe('packing', () => {
  it('copies a part of a larger buffer, and nothing else', () => {
    const pack = structureOps['ak.to_packed'].kernel;
    const numbers = array([1, 2, 3, 4], 'float64') as NumbersLayout;
    const part = sliceLayout(numbers, 1, 3);
    const packed = pack([part], {}, false) as NumbersLayout;
    expect(packed.data.buffer.byteLength).toBe(16);
    expect(layoutToValues(packed)).toEqual([2, 3]);
    expect((pack([numbers], {}, false) as NumbersLayout).data).toBe(numbers.data);
  });
});
