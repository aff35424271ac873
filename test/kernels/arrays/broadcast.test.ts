import { describe, expect, it } from 'vitest';
import { broadcastArrays, broadcastFields } from '../../../kernels/arrays/broadcast-arrays.ts';
import { withField, withName, withoutField } from '../../../kernels/arrays/fields.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { where } from '../../../kernels/arrays/where.ts';
import { zip, zipNoBroadcast } from '../../../kernels/arrays/zip.ts';
import type { Layout, RecordLayout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import {
  argumentsOf,
  array,
  type Case,
  casesOf,
  expectResult,
  inputOf,
  present,
  run,
  single,
  typeOf,
} from './array-cases.ts';

/** The inputs and options of a case, where the first argument of zip may be a list or a table of arrays. */
function callOf(one: Case): { inputs: readonly Layout[]; options: Record<string, unknown> } {
  const given = one.args ?? [];
  const [first] = given;
  if (one.op.startsWith('zip')) {
    const columns = first as Record<string, unknown>;
    const fields = Array.isArray(columns) ? null : Object.keys(columns);
    const { inputs, scalars } = argumentsOf(one, Object.values(columns));
    return { inputs, options: { ...one.kwargs, fields, scalars } };
  }
  if (one.op === 'without_field') return { inputs: argumentsOf(one, [first]).inputs, options: { where: given[1] } };
  if (one.op === 'with_name') return { inputs: argumentsOf(one, [first]).inputs, options: { name: given[1] } };
  const { inputs, scalars } = argumentsOf(one, given);
  return { inputs, options: { ...one.kwargs, scalars } };
}

const kernels: Record<string, ArrayKernel> = {
  broadcast_arrays: broadcastArrays,
  broadcast_fields: broadcastFields,
  zip,
  zip_no_broadcast: zipNoBroadcast,
  with_field: withField,
  without_field: withoutField,
  with_name: withName,
  where,
};

/** In these cases an array without rows of its own goes with each row, which is one value for all of them here. */
const forAllRows: Record<string, string> = { 'broadcast_arrays/regular-right': 'r3' };

describe.skipIf(!present)('cases of the reference', () => {
  it.each(casesOf(...Object.keys(kernels)).map((one) => [one.id, one] as const))('%s', (id, one) => {
    const kernel = kernels[one.op] as ArrayKernel;
    let { inputs, options } = callOf(one);
    const name = forAllRows[id];
    if (name !== undefined) {
      const content = inputOf(one, name);
      const lists: Layout = { is: 'list', offsets: Int32Array.of(0, 3), content, size: 3 };
      inputs = [lists, ...inputs.slice(1)];
      options = { ...options, scalars: [0] };
    }
    if (one.result === undefined) {
      expect(() => kernel(inputs, options, false)).toThrow(expect.objectContaining({ name: 'ArrayProblem' }));
      return;
    }
    const result = run(kernel, inputs, options);
    if (one.result.tuple === undefined) return expectResult(result, one.result);
    const columns = [...(result as RecordLayout).fields.values()];
    expect(columns).toHaveLength(one.result.tuple.length);
    one.result.tuple.forEach((wanted, at) => expectResult(columns[at] as Layout, wanted));
  });
});

const problem = (code: string, row?: number): unknown =>
  expect.objectContaining(row === undefined ? { name: 'ArrayProblem', code } : { name: 'ArrayProblem', code, row });

describe('arrays that do not go together', () => {
  const lists = array('var * var * int64', [[], [[1], [2, 3]], [[4]]]);

  it('are named with the first row that differs', () => {
    const other = array('var * var * int64', [[], [[1], [2]], [[4]]]);
    expect(() => zip([lists, other], { fields: ['a', 'b'] }, false)).toThrow(
      'zip: a has a list of 2, b one of 1 elements in row 1',
    );
    expect(() => zip([lists, other], {}, false)).toThrow(problem('lengths-differ', 1));
    expect(() => zip([lists, array('int64', [1])], {}, false)).toThrow('zip: input 1 has 3 rows, input 2 has 1');
  });

  it('are found behind missing lists and unions', () => {
    const a = array('option[var * int64]', [undefined, [1], undefined, [2, 3]]);
    const b = array('var * int64', [[9, 9], [1], [], [4]]);
    expect(() => zip([a, b], {}, false)).toThrow(problem('lengths-differ', 3));
    const c = array('union[int64, var * int64]', [7, [1], 8, [5, 6]]);
    expect(() => zip([c, b], {}, false)).toThrow(problem('lengths-differ', 3));
  });

  it('need not agree where one is missing', () => {
    const a = array('option[var * int64]', [undefined, [1]]);
    const b = array('var * int64', [[9, 9], [1]]);
    expect(layoutToValues(run(zip, [a, b]))).toStrictEqual([undefined, [[1, 1]]]);
  });

  it('are regular lists of several sizes, by type alone', () => {
    const [two, three] = [array('2 * int64', []), array('3 * int64', [])];
    expect(() => zip([two, three], {}, true)).toThrow(problem('lengths-differ'));
  });

  it('may be refused where one has lists and one has none', () => {
    const options = { left_broadcast: false };
    expect(() => broadcastArrays([array('var * int64', []), array('int64', [])], options, true)).toThrow(
      problem('not-deep-enough'),
    );
  });
});

describe('single values for all rows', () => {
  it('go with every value, also lists', () => {
    const rows = array('var * int64', [
      [1, 2],
      [3, 4],
    ]);
    expect(layoutToValues(run(zip, [rows, array('var * string', [['a', 'b']])], { scalars: [1] }))).toStrictEqual([
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [
        [3, 'a'],
        [4, 'b'],
      ],
    ]);
    expect(() => run(zip, [rows, array('var * int64', [[7]])], { scalars: [1] })).toThrow(problem('lengths-differ', 0));
  });

  it('may be missing', () => {
    const rows = array('var * int64', [[1, 2], []]);
    const none = array('?int64', [undefined]);
    expect(layoutToValues(run(broadcastArrays, [rows, none], { scalars: [1] }))).toStrictEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('may be all there is', () => {
    expect(layoutToValues(run(zip, [single(1), single('a')], { scalars: [0, 1] }))).toStrictEqual([[1, 'a']]);
  });

  it('are arrays of one value', () => {
    const rows = array('int64', [1, 2]);
    expect(() => zip([rows, rows], { scalars: [1] }, false)).toThrow(problem('wrong-option'));
    expect(() => zip([rows, rows], { scalars: [2] }, false)).toThrow(problem('wrong-option'));
  });

  it('of regular lists go with the inner dimensions', () => {
    const rows = array('2 * 3 * int64', [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    const inner = array('3 * int64', [[7, 8, 9]]);
    const [a, b] = layoutToValues(run(broadcastArrays, [rows, inner], { scalars: [1] }))[0] as [unknown, unknown];
    expect([a, b]).toStrictEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [
        [7, 8, 9],
        [7, 8, 9],
      ],
    ]);
  });
});

describe('records', () => {
  const pairs = array('var * {x: int64}', [[{ x: 1 }, { x: 2 }], [{ x: 3 }]]);

  it('are kept where a new field is missing', () => {
    const what = array('?int64', [undefined, 5]);
    const result = run(withField, [pairs, what], { where: 'y' });
    expect(typeOf(result)).toBe('var * {x: int64, y: ?int64}');
    expect(layoutToValues(result)).toStrictEqual([
      [
        { x: 1, y: undefined },
        { x: 2, y: undefined },
      ],
      [{ x: 3, y: 5 }],
    ]);
  });

  it('get a union as one field', () => {
    const what = array('union[int64, string]', [1, 'a']);
    const result = run(withField, [pairs, what], { where: ['y'] });
    expect(typeOf(result)).toBe('var * {x: int64, y: union[int64, string]}');
    expect(layoutToValues(result)[1]).toStrictEqual([{ x: 3, y: 'a' }]);
  });

  it('may have fields of any name', () => {
    const result = run(withField, [pairs, array('int64', [1, 2])], { where: '__proto__' });
    expect(Object.keys((layoutToValues(result)[0] as object[])[0] as object)).toStrictEqual(['x', '__proto__']);
  });

  it('are opened along a path, also in lists of a field', () => {
    const base = array('{a: var * {x: int64}}', [{ a: [{ x: 1 }] }, { a: [] }]);
    const result = run(withField, [base, array('int64', [7, 8])], { where: ['a', 'y'] });
    expect(layoutToValues(result)).toStrictEqual([{ a: [{ x: 1, y: 7 }] }, { a: [] }]);
    expect(layoutToValues(run(withoutField, [result], { where: ['a', 'x'] }))).toStrictEqual([
      { a: [{ y: 7 }] },
      { a: [] },
    ]);
    expect(() => withField([base, base], { where: ['b', 'y'] }, false)).toThrow(problem('unknown-field'));
    expect(() => withField([base, base], { where: ['a', 'x', 'y'] }, false)).toThrow(problem('wrong-type'));
  });

  it('lose fields in unions, and tuples are numbered anew', () => {
    const mixed = array('union[{x: int64, z: int64}, {x: string}]', [{ x: 1, z: 2 }, { x: 'a' }]);
    expect(typeOf(run(withoutField, [mixed], { where: 'x' }))).toBe('union[{z: int64}, {}]');
    const tuples = array('?(int64, string, bool)', [[1, 'a', true], undefined]);
    const result = run(withoutField, [tuples], { where: '1' });
    expect(typeOf(result)).toBe('?(int64, bool)');
    expect(layoutToValues(result)).toStrictEqual([[1, true], undefined]);
    expect(() => withoutField([array('int64', [])], { where: 'x' }, true)).toThrow(problem('wrong-type'));
  });

  it('lose their name where it is null', () => {
    const named = run(withName, [pairs], { name: 'Muon' });
    expect(typeOf(named)).toBe('var * Muon[x: int64]');
    expect(typeOf(run(withName, [named], { name: null }))).toBe('var * {x: int64}');
    expect(() => withName([array('int64', [])], { name: 'Muon' }, true)).toThrow(problem('wrong-type'));
  });

  it('of zip need a name for each array', () => {
    const flat = array('int64', []);
    expect(() => zip([flat], { fields: ['a', 'b'] }, true)).toThrow(problem('wrong-option'));
    expect(() => zip([flat, flat], { fields: ['a', 'a'] }, true)).toThrow(problem('wrong-option'));
    expect(() => zip([], {}, true)).toThrow(problem('wrong-arguments'));
    expect(() => zip([flat], { depth_limit: 0 }, true)).toThrow(problem('wrong-option'));
  });

  it('of zip_no_broadcast have one shape from the start', () => {
    const [lists, flat] = [array('var * int64', [[1]]), array('int64', [1])];
    const regular = array('1 * int64', [[1]]);
    const longer = array('var * int64', [[1, 2]]);
    for (const other of [
      flat,
      regular,
      array('option[var * int64]', [[1]]),
      array('var * var * int64', [[[1]]]),
      longer,
    ])
      expect(() => zipNoBroadcast([lists, other], {}, false)).toThrow(
        expect.objectContaining({ name: 'ArrayProblem' }),
      );
    expect(() => zipNoBroadcast([flat, single(1)], { scalars: [1] }, false)).toThrow(problem('wrong-arguments'));
  });
});

describe('where', () => {
  it('takes numbers as conditions, NaN as true', () => {
    const test = array('float64', [0, 2, Number.NaN, -0]);
    expect(layoutToValues(run(where, [test, single(1), single(2)], { scalars: [1, 2] }))).toStrictEqual([2, 1, 1, 2]);
    expect(
      layoutToValues(run(where, [array('int64', [0, 3]), single('a'), single('b')], { scalars: [1, 2] })),
    ).toStrictEqual(['b', 'a']);
  });

  it('keeps what is not chosen out of the result, also where it is missing', () => {
    const test = array('var * bool', [[true, false], [], [false]]);
    const result = run(where, [test, array('?int64', [1, undefined, undefined]), single(-1)], { scalars: [2] });
    expect(typeOf(result)).toBe('var * ?int64');
    expect(layoutToValues(result)).toStrictEqual([[1, -1], [], [-1]]);
  });

  it('refuses other conditions', () => {
    const text = array('string', ['a']);
    expect(() => where([text, text, text], {}, false)).toThrow(problem('wrong-type'));
    expect(() => where([array('var * bool', [])], {}, true)).toThrow(problem('wrong-type'));
    expect(() => where([text, text], {}, false)).toThrow(problem('wrong-arguments'));
  });
});

describe('broadcast_fields', () => {
  it('goes into records of records', () => {
    const a = array('{r: {x: int64}}', [{ r: { x: 1 } }]);
    const b = array('{r: {y: int64}, s: bool}', [{ r: { y: 2 }, s: true }]);
    const result = run(broadcastFields, [a, b]);
    expect(typeOf(result)).toBe('({r: {x: int64, y: ?unknown}, s: ?unknown}, {r: {x: ?unknown, y: int64}, s: bool})');
    const numbers = array('{r: int64}', [{ r: 1 }]);
    expect(() => broadcastFields([a, numbers], {}, false)).toThrow(problem('unlike-fields'));
  });
});
