import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bool, float64, list, number, present as presentType, type Type, union } from '../../../compiler/tree/type.ts';
import { recordOps } from '../../../compiler/ops/arrays-records.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { OverflowProblem } from '../../../kernels/scalar.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import {
  array,
  type Case,
  caseNamed,
  casesOf,
  computed,
  expectClose,
  expectResult,
  inputOf,
  present,
  run,
  single,
  type Typed,
  typeOf,
} from './array-cases.ts';
import { arrayOf, check, commonLength, dice, elementAt, leaves, resolved, shapeOf, texts } from './nested.ts';

const elementwise = recordOps['ak.elementwise'].kernel;

/** An operation on inputs (by name), numbers, texts in `{ text }`, arrays for all rows in `{ each }`, and other operations. */
type Program = readonly [string, ...Argument[]];
type Argument = Options | string | number | boolean | { readonly text: string } | { readonly each: Layout } | Program;

const isOptions = (of: Argument): of is Options => typeof of === 'object' && 'decimals' in of;
const isProgram = (of: Argument): of is Program => Array.isArray(of);

/** Options of an operation. */
interface Options {
  readonly decimals: number;
}

function evaluate(one: Case, [op, ...all]: Program): Layout {
  const args = all.filter((arg): arg is Exclude<Argument, Options> => !isOptions(arg));
  const options = all.find(isOptions);
  const scalars: number[] = [];
  const inputs = args.map((arg, at) => {
    if (isProgram(arg)) return evaluate(one, arg);
    if (typeof arg === 'string') return inputOf(one, arg);
    scalars.push(at);
    if (typeof arg === 'object') return 'text' in arg ? single(arg.text) : arg.each;
    return single(arg);
  });
  return run(elementwise, inputs, { op, scalars, ...options });
}

const oneList = (type: string, values: unknown[]): { each: Layout } => ({
  each: array(`${values.length} * ${type}`, [values]),
});

/** The expressions of the cases, written as programs. */
const programs: Record<string, Program> = {
  'add-scalar': ['add', 'j', 1],
  'int-plus-float-scalar': ['add', 'ji', 0.5],
  'int32-plus-int-scalar': ['add', 'ji32', 1],
  'int32-plus-int64-array': ['add', 'ji32', 'ji'],
  'f32-times-float64': ['mul', 'jf32', 2.5],
  'event-level': ['add', 'j', 'flat'],
  'event-level-deep': ['mul', 'jj', 'ev4'],
  'mid-level-deep': ['mul', 'jj', 'jlevel'],
  'jagged-jagged': ['mul', 'j', 'ji'],
  compare: ['gt', 'j', 4],
  'compare-eq': ['eq', 'ji', 7],
  'and-or-not': ['or', ['not', ['gt', 'j', 2]], ['and', ['eq', 'ji', 9], ['lt', 'j', 9]]],
  xor: ['xor', 'jb', true],
  'invert-int': ['sub', -1, 'ji'],
  'bit-ops': ['bitOr', ['bitAnd', 'ji', 6], ['bitXor', ['shiftLeft', 'ji', 2], ['shiftRight', 'ji', 1]]],
  'floordiv-neg': ['floorDivide', ['neg', 'ji'], 2],
  'mod-neg': ['mod', ['neg', 'ji'], 3],
  'fmod-neg': ['fmod', ['neg', 'ji'], 3],
  'float-floordiv': ['floorDivide', 'flatf', 0.75],
  pow: ['power', 'ji', 2],
  'fmin-nan': ['fmin', 'jnan', 1],
  rint: ['roundEven', 'flatf', { decimals: 0 }],
  copysign: ['copySign', 'j', 'yy'],
  'neg-abs': ['abs', ['neg', 'j']],
  'div-int': ['div', 'ji', 2],
  'div-zero': ['div', 'jnan', 0],
  'int-div-zero': ['div', 'ji', 0],
  'pow-float': ['pow', 'j', 0.5],
  'bool-plus-int': ['add', 'jb', 1],
  'opt-plus': ['add', 'jopt', 1],
  'opt-plus-opt': ['add', 'opt', 'optf'],
  'opt-compare': ['gt', 'opt', 2],
  'opt-and': ['and', ['gt', 'opt', 2], 'optmask'],
  'opt-event-jagged': ['add', 'opt', 'j'],
  'olist-times': ['mul', 'olist', 10],
  'olist-plus-ji': ['add', 'olist', 'flat'],
  maximum: ['max2', 'j', 5],
  'minimum-nan': ['min2', 'jnan', 1],
  floor: ['floor', 'flatf'],
  ceil: ['ceil', 'flatf'],
  trunc: ['trunc', 'flatf'],
  sign: ['sign', 'flatf'],
  square: ['mul', 'flatf', 'flatf'],
  isnan: ['isNaN', 'jnan'],
  isfinite: ['isFinite', 'jnan'],
  'nan-compare': ['or', ['gt', 'jnan', 1], ['le', 'jnan', 1]],
  'regular-broadcast': ['add', 'reg', oneList('int64', [10, 20, 30])],
  'regular-left': ['add', 'reg', 'r21'],
  'string-equal': ['eq', 'strs', { text: 'Two' }],
  'jstr-equal': ['eq', 'jstr', { text: 'jet' }],
};

/** Functions whose last digits depend on the math library. */
const transcendental: Record<string, Program> = {
  'f32-sqrt': ['sqrt', 'jf32'],
  'int32-sqrt': ['sqrt', 'ji32'],
  hypot: ['hypot', 'j', 'yy'],
  arctan2: ['atan2', 'j', 'yy'],
  sin: ['sin', 'flatf'],
  cos: ['cos', 'flatf'],
  tan: ['tan', 'flatf'],
  arctan: ['atan', 'flatf'],
  sinh: ['sinh', 'flatf'],
  cosh: ['cosh', 'flatf'],
  tanh: ['tanh', 'flatf'],
  exp: ['exp', 'flatf'],
  expm1: ['expm1', 'flatf'],
  log1p: ['log1p', 'flatf'],
  cbrt: ['cbrt', 'flatf'],
  arcsinh: ['asinh', 'flatf'],
  degrees: ['mul', 'flatf', 180 / Math.PI],
  radians: ['mul', 'flatf', Math.PI / 180],
  log: ['log', 'jnan'],
  log2: ['log2', 'jnan'],
  log10: ['log10', 'jnan'],
  sqrt: ['sqrt', 'jnan'],
  arccos: ['acos', 'jnan'],
  arcsin: ['asin', 'jnan'],
  arctanh: ['atanh', 'jnan'],
};

/** Programs that are refused, with the code of the error. */
const refused: Record<string, readonly [Program, string]> = {
  mismatch: [['add', 'j', 'mixedlen'], 'lengths-differ'],
  'length-mismatch': [['add', 'flat', 'f3'], 'lengths-differ'],
  'jagged-vs-shorter': [['add', 'j', 'f3'], 'lengths-differ'],
  'regular-mismatch': [['add', 'reg', oneList('int64', [1, 2])], 'lengths-differ'],
  'bool-minus-bool-error': [['sub', 'jb', 'jb'], 'wrong-type'],
  'record-plus-scalar-error': [['add', 'rec', 1], 'wrong-type'],
  'string-plus-error': [['add', 'strs', 1], 'wrong-type'],
};

/** Values that have no result are an error, with its code. */
const failing: Record<string, readonly [Program, string]> = {
  // Awkward gives 0 with a warning
  'int-floordiv-zero': [['floorDivide', 'ji', 0], 'division-by-zero'],
  'pow-neg-int': [['power', 'ji', -1], 'negative-power'],
};

/** What is different here on purpose: the number rules of docs/semantics.md. */
const different: Record<string, readonly [Program, string, unknown]> = {
  // float32 is widened before it is multiplied
  'f32-times-python-float': [
    ['mul', 'jf32', 2.5],
    'var * float64',
    [[0.2500000037252903, 0.5000000074505806, 0.7500000298023224], [], [3.75, 2.5000000376186655e30]],
  ],
  // integers are never wrapped
  'int8-overflow': [['add', 'ji8', 'ji8'], 'var * int64', [[200, 200], [-256, 254], []]],
  'uint8-minus': [['sub', ['sub', 'ju8', 'ju8'], 1], 'var * int64', [[-1, -1], [-1], []]],
  // Awkward cannot clip jagged arrays
  clip: [['min2', ['max2', 'j', 2], 6], 'var * float64', [[2, 2.2, 3.3], [], [4.4, 5.5], [6], [6, 6, 6, 6]]],
  // true counts as 1
  'bool-plus-bool': [['add', 'jb', 'jb'], 'var * int64', [[2, 0], [], [2], [0, 0], [2, 2]]],
};

const named = (of: Record<string, unknown>): readonly string[] => Object.keys(of);

describe.skipIf(!present)('universal functions of the reference', () => {
  it.each(named(programs))('%s', (name) => {
    const one = caseNamed(`ufunc/${name}`);
    expectResult(evaluate(one, programs[name] as Program), one.result as Typed, computed);
  });

  it.each(named(transcendental))('%s', (name) => {
    const one = caseNamed(`ufunc/${name}`);
    const { result } = one as { result: Typed };
    expectClose(evaluate(one, transcendental[name] as Program), result, result.type.includes('float32') ? 1e-6 : 1e-12);
  });

  it.each(named(refused))('%s is refused', (name) => {
    const one = caseNamed(`ufunc/${name}`);
    expect(one.error).toBeDefined();
    const [program, code] = refused[name] as readonly [Program, string];
    expect(() => evaluate(one, program)).toThrow(expect.objectContaining({ name: 'ArrayProblem', code }));
  });

  it.each(named(failing))('%s fails', (name) => {
    const [program, code] = failing[name] as readonly [Program, string];
    expect(() => evaluate(caseNamed(`ufunc/${name}`), program)).toThrow(expect.objectContaining({ code }));
  });

  it('are all there', () => {
    const written = [programs, transcendental, refused, failing, different].flatMap(Object.keys);
    const ids = casesOf('expr').flatMap(({ id }) => (id.startsWith('ufunc/') ? [id.slice('ufunc/'.length)] : []));
    expect([...written, 'regular-vs-event'].sort()).toEqual([...ids].sort());
  });

  it.each(named(different))('%s differs', (name) => {
    const [program, type, values] = different[name] as readonly [Program, string, unknown];
    const result = evaluate(caseNamed(`ufunc/${name}`), program);
    expect(typeOf(result)).toBe(type);
    expect(layoutToValues(result)).toStrictEqual(values);
  });

  it('regular-vs-event', () => {
    const one = caseNamed('ufunc/regular-vs-event');
    const events = array('1 * 1 * int64', [[[1]], [[2]]]);
    expectResult(run(elementwise, [inputOf(one, 'regf'), events], { op: 'add' }), one.result as Typed);
  });
});

const doubles: Record<string, (a: number, b: number) => unknown> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max2: Math.max,
  lt: (a, b) => a < b,
  ne: (a, b) => a !== b,
};

/** An operation on values brought together; what is missing stays missing. */
function applied(
  of: (...values: never[]) => unknown,
  values: readonly unknown[],
  given: readonly Type[],
  keeps = true,
): unknown {
  const types = given.map((type, at) => resolved(presentType(type), values[at]));
  if (values.includes(undefined)) return undefined;
  if (!types.some((type) => presentType(type).is === 'list')) {
    const result = of(...(values as never[]));
    // integers have no -0
    return Object.is(result, -0) && keeps && types.every(isWhole) ? 0 : result;
  }
  return Array.from({ length: commonLength(types, values) }, (_, i) => {
    const elements = types.map((type, at) => elementAt(type, values[at], i));
    return applied(
      of,
      elements.map(([, value]) => value),
      elements.map(([type]) => type),
      keeps,
    );
  });
}

describe('elementwise', () => {
  it('is the scalar operation on each value', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const inputs = [arrayOf(roll, shape, roll.pick(leaves)), arrayOf(roll, shape, roll.pick(leaves))];
        const op = roll.pick(Object.keys(doubles));
        const of = (a: number, b: number): unknown => doubles[op]?.(Number(a), Number(b));
        check(elementwise, inputs, { op }, (row, types) => applied(of, row, types, op !== 'div'));
      }),
      { numRuns: 500 },
    );
  });

  it('compares texts', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll);
        const inputs = [arrayOf(roll, shape, texts), arrayOf(roll, shape, texts)];
        const tests = {
          eq: (a: string, b: string) => a === b,
          ne: (a: string, b: string) => a !== b,
          le: (a: string, b: string) => a <= b,
        };
        for (const [op, of] of Object.entries(tests))
          check(elementwise, inputs, { op }, (row, types) => applied(of, row, types));
      }),
    );
  });

  it('looks into unions', () => {
    fc.assert(
      fc.property(dice, (roll) => {
        const shape = shapeOf(roll, 0);
        const values = shape.rows.map(() =>
          roll.chance(2) ? roll.below(9) : Array.from({ length: roll.below(3) }, () => roll.below(9) / 2),
        );
        const mixed = { type: union([number('int64'), list(float64)]), values };
        const other = arrayOf(roll, shape, roll.pick([leaves[0], leaves[3]] as typeof leaves));
        check(elementwise, [mixed, other], { op: 'mul' }, (row, types) =>
          applied((a: number, b: number) => a * b, row, types),
        );
      }),
    );
  });
});

describe('numbers of elementwise', () => {
  const op = (name: string, ...inputs: readonly Layout[]): Layout => run(elementwise, inputs, { op: name });

  it('are exact up to 2**53, and an error beyond', () => {
    const large = array('int64', [2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 31, -1]);
    expect(layoutToValues(op('add', large, array('int8', [0, 0, 1, 1])))).toStrictEqual([
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      2 ** 31 + 1,
      0,
    ]);
    expect(() => op('add', large, array('int64', [1, 0, 0, 0]))).toThrow(OverflowProblem);
    expect(() => op('sqrt', array('int64', [2n ** 60n]))).toThrow(OverflowProblem);
    expect(() => op('sqrt', array('uint64', [2n ** 64n - 1n]))).toThrow(OverflowProblem);
  });

  it('that are missing are not looked at', () => {
    const hidden: Layout = { is: 'option', valid: Uint8Array.of(2), content: array('int64', [2n ** 60n, 5]) };
    expect(layoutToValues(op('add', hidden, array('int64', [1, 1])))).toStrictEqual([undefined, 6]);
    const product: Layout = { is: 'option', valid: Uint8Array.of(2), content: array('int64', [2 ** 50, 5]) };
    expect(layoutToValues(op('mul', product, product))).toStrictEqual([undefined, 25]);
  });

  it('of 64 bits are compared exactly', () => {
    const [a, b] = [
      array('int64', [2n ** 60n, -(2n ** 53n) - 1n, 4]),
      array('int64', [2n ** 60n + 1n, -(2n ** 53n), 4]),
    ];
    expect(layoutToValues(op('lt', a, b))).toStrictEqual([true, true, false]);
    expect(layoutToValues(op('eq', a, b))).toStrictEqual([false, false, true]);
    expect(layoutToValues(op('eq', a, array('float64', [2 ** 60, 0, 4])))).toStrictEqual([true, false, true]);
    expect(layoutToValues(op('gt', array('uint64', [2n ** 64n - 1n, 0]), array('int64', [-1, -1])))).toStrictEqual([
      true,
      true,
    ]);
  });

  it('are computed in steps that fit together', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i);
    const result = op('mul', array('int32', values), array('float64', values));
    expect(layoutToValues(result)).toStrictEqual(values.map((x) => x * x));
    const whole = run(elementwise, [array('int64', values), single(3)], { op: 'mul', scalars: [1] });
    expect(layoutToValues(whole)).toStrictEqual(values.map((x) => 3 * x));
  });

  it('of nothing are doubles', () => {
    const nothing = array('var * unknown', [[], []]);
    expect(typeOf(run(elementwise, [nothing, single(1)], { op: 'add', scalars: [1] }))).toBe('var * float64');
    expect(typeOf(run(elementwise, [nothing, single('a')], { op: 'eq', scalars: [1] }))).toBe('var * bool');
    expect(layoutToValues(op('add', array('?unknown', [undefined]), array('int64', [1])))).toStrictEqual([undefined]);
  });

  it('single ones stay what they are beside missing lists', () => {
    const lists = array('option[var * ?int64]', [[1, undefined], undefined]);
    const result = run(elementwise, [single(2), lists], { op: 'sub', scalars: [0] });
    expect(layoutToValues(result)).toStrictEqual([[1, undefined], undefined]);
  });

  it('of an unknown operation are refused, whatever its name', () => {
    for (const name of ['nope', '__proto__', 'constructor'])
      expect(() => op(name, array('int64', []))).toThrow(expect.objectContaining({ code: 'unknown-operation' }));
    expect(() => run(elementwise, [array('int64', [])], {})).toThrow(expect.objectContaining({ code: 'wrong-option' }));
    expect(() => op('and', array('int64', []), array('bool', []))).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
    expect(() => op('add', array('int64', []))).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    expect(() => op('lt', array('string', []), array('int64', []))).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
    const union = array('union[int64, string]', []);
    expect(() => run(elementwise, [union, single(1)], { op: 'add', scalars: [1] })).toThrow(
      expect.objectContaining({ code: 'wrong-type' }),
    );
  });

  it('of both alternatives merge again', () => {
    const union = array('union[bool, float64]', [true, 1.5]);
    const result = run(elementwise, [union, single(1)], { op: 'add', scalars: [1] });
    expect(typeOf(result)).toBe('float64');
    expect(layoutToValues(result)).toStrictEqual([2, 2.5]);
  });
});

const isWhole = (type: Type): boolean => {
  const inner = presentType(type);
  return inner === bool || (inner.is === 'number' && !inner.dtype.startsWith('float'));
};
