import { mismatch, needCondition } from '../../compiler/ops/rules.ts';
import { call, type OpName } from '../../compiler/ops/table.ts';
import { type Expr, literal, type Options } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { innermost, isInteger, present, type Type } from '../../compiler/tree/type.ts';
import { broadcast, lift } from '../../compiler/words/build.ts';
import { markAk, need, needTogether } from './ak-arguments.ts';
import { applyArrayOp } from './arrays.ts';
import { asColumn } from './column-core.ts';
import { columnOf } from './dataset.ts';

/** What stands for a function inside a lambda, where its name is not the one of `Math`. */
const INSIDE: Readonly<Record<string, string>> = {
  arcsin: 'Math.asin(x)',
  arccos: 'Math.acos(x)',
  arctan: 'Math.atan(x)',
  arcsinh: 'Math.asinh(x)',
  arccosh: 'Math.acosh(x)',
  arctanh: 'Math.atanh(x)',
  arctan2: 'Math.atan2(y, x)',
  absolute: 'Math.abs(x)',
  maximum: 'Math.max(a, b)',
  minimum: 'Math.min(a, b)',
  power: 'a ** b',
  fmod: 'a % b',
  isnan: 'Number.isNaN(x)',
  isfinite: 'Number.isFinite(x)',
};

/** Values that stand together, at least one of them a column, and what is computed of them elementwise through lists. */
function combine(what: string, values: readonly unknown[], build: (...values: Expr[]) => Expr): object {
  const { core, exprs } = needTogether(values, what);
  return columnOf(core, broadcast(exprs, build, `ak.${what}`));
}

const unary =
  (op: OpName, what: string) =>
  (x: unknown): object =>
    onArrays(op, [x]) ?? combine(what, [x], (value) => call(op, [value as Expr]));

const binary =
  (op: OpName, what: string, options?: Options) =>
  (a: unknown, b: unknown): object =>
    onArrays(op, [a, b]) ?? combine(what, [a, b], (...values) => call(op, values, options));

/** Lists of one length by type are repeated as NumPy has it, and unions computed branch by branch: on whole arrays. */
function onArrays(op: OpName, values: readonly unknown[]): object | undefined {
  const types = values.flatMap((value) => asColumn(value)?.expr.type ?? []);
  return types.some(isOfArrays) ? applyArrayOp('ak.elementwise', values, { op }) : undefined;
}

function isOfArrays(type: Type): boolean {
  const of = present(type);
  if (of.is === 'list') return of.size !== undefined || isOfArrays(of.of);
  return of.is === 'union';
}

/** Truth values that are combined; missing where one of them is. */
const logical =
  (op: OpName, what: string) =>
  (...values: unknown[]): object =>
    combine(what, values, (...tests) =>
      lift(tests, (...there) => {
        for (const { type } of there) needCondition(`ak.${what}`, type);
        return call(op, there);
      }),
    );

const isBool = (x: Expr): boolean => present(x.type).is === 'bool';

/** Bits of integers; truth values are one bit. */
const bitwise =
  (op: OpName, ofBools: OpName, what: string) =>
  (a: unknown, b: unknown): object =>
    combine(what, [a, b], (...values) =>
      values.every(isBool) ? lift(values, (...there) => call(ofBools, there)) : call(op, values),
    );

const invert =
  (what: string) =>
  (x: unknown): object =>
    combine(what, [x], (value) => {
      const of = value as Expr;
      if (isBool(of)) return lift([of], (there) => call('not', [there]));
      if (!isInteger(present(of.type))) throw mismatch(`ak.${what}`, 'integers or truth values', of.type);
      return call('sub', [literal(-1), of]);
    });

const scaled =
  (what: string, factor: number) =>
  (x: unknown): object =>
    combine(what, [x], (value) => call('mul', [value as Expr, literal(factor)]));

const rounded =
  (what: string) =>
  (x: unknown, told: number | { readonly decimals?: number } = 0): object => {
    const decimals = typeof told === 'number' ? told : (told.decimals ?? 0);
    return combine(what, [x], (value) => call('roundEven', [value as Expr], { decimals }));
  };

interface CloseOptions {
  readonly rtol?: number;
  readonly atol?: number;
  readonly equal_nan?: boolean;
}
interface NanOptions {
  readonly nan?: unknown;
  readonly posinf?: unknown;
  readonly neginf?: unknown;
}
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** Functions of numbers on columns, with the names and rules of NumPy. */
export const akMath = {
  sqrt: unary('sqrt', 'sqrt'),
  cbrt: unary('cbrt', 'cbrt'),
  square: (x: unknown): object => combine('square', [x], (value) => call('mul', [value as Expr, value as Expr])),
  reciprocal: (x: unknown): object => combine('reciprocal', [x], (value) => call('div', [literal(1), value as Expr])),
  exp: unary('exp', 'exp'),
  exp2: (x: unknown): object => combine('exp2', [x], (value) => call('pow', [literal(2), value as Expr])),
  expm1: unary('expm1', 'expm1'),
  log: unary('log', 'log'),
  log2: unary('log2', 'log2'),
  log10: unary('log10', 'log10'),
  log1p: unary('log1p', 'log1p'),
  sin: unary('sin', 'sin'),
  cos: unary('cos', 'cos'),
  tan: unary('tan', 'tan'),
  arcsin: unary('asin', 'arcsin'),
  arccos: unary('acos', 'arccos'),
  arctan: unary('atan', 'arctan'),
  arctan2: binary('atan2', 'arctan2'),
  sinh: unary('sinh', 'sinh'),
  cosh: unary('cosh', 'cosh'),
  tanh: unary('tanh', 'tanh'),
  arcsinh: unary('asinh', 'arcsinh'),
  arccosh: unary('acosh', 'arccosh'),
  arctanh: unary('atanh', 'arctanh'),
  hypot: binary('hypot', 'hypot'),
  deg2rad: scaled('deg2rad', Math.PI / 180),
  radians: scaled('radians', Math.PI / 180),
  rad2deg: scaled('rad2deg', 180 / Math.PI),
  degrees: scaled('degrees', 180 / Math.PI),

  add: binary('add', 'add'),
  subtract: binary('sub', 'subtract'),
  multiply: binary('mul', 'multiply'),
  divide: binary('div', 'divide'),
  true_divide: binary('div', 'true_divide'),
  floor_divide: binary('floorDivide', 'floor_divide'),
  mod: binary('mod', 'mod'),
  remainder: binary('mod', 'remainder'),
  fmod: binary('fmod', 'fmod'),
  power: binary('power', 'power'),
  negative: unary('neg', 'negative'),
  abs: unary('abs', 'abs'),
  absolute: unary('abs', 'absolute'),
  sign: unary('sign', 'sign'),
  copysign: binary('copySign', 'copysign'),
  maximum: binary('max2', 'maximum'),
  minimum: binary('min2', 'minimum'),
  fmax: binary('fmax', 'fmax'),
  fmin: binary('fmin', 'fmin'),
  clip: (x: unknown, least?: unknown, most?: unknown): object => {
    const low = least ?? undefined;
    const high = most ?? undefined;
    const raised = low === undefined ? x : combine('clip', [x, low], (...values) => call('max2', values));
    if (low === undefined && high === undefined)
      throw new ExpressionError('wrong-argument', 'ak.clip takes a least value, a greatest, or both');
    return high === undefined
      ? (raised as object)
      : combine('clip', [raised, high], (...values) => call('min2', values));
  },

  floor: unary('floor', 'floor'),
  ceil: unary('ceil', 'ceil'),
  trunc: unary('trunc', 'trunc'),
  rint: (x: unknown): object => rounded('rint')(x),
  round: rounded('round'),

  isnan: unary('isNaN', 'isnan'),
  isinf: unary('isInfinite', 'isinf'),
  isfinite: unary('isFinite', 'isfinite'),
  isclose: (a: unknown, b: unknown, { rtol = 1e-5, atol = 1e-8, equal_nan = false }: CloseOptions = {}): object =>
    binary('isClose', 'isclose', { relative: rtol, absolute: atol, equalNaN: equal_nan })(a, b),
  nan_to_num: (x: unknown, { nan = 0, posinf, neginf }: NanOptions = {}): object => {
    const { core, expr } = need(x, 'nan_to_num');
    const of = innermost(expr.type);
    if (isInteger(of)) return columnOf(core, expr);
    const largest = of.is === 'number' && of.dtype === 'float32' ? LARGEST_FLOAT32 : Number.MAX_VALUE;
    return combine('nan_to_num', [x, nan, posinf ?? largest, neginf ?? -largest], (...values) =>
      call('nanToNum', values),
    );
  },

  equal: binary('eq', 'equal'),
  not_equal: binary('ne', 'not_equal'),
  greater: binary('gt', 'greater'),
  greater_equal: binary('ge', 'greater_equal'),
  less: binary('lt', 'less'),
  less_equal: binary('le', 'less_equal'),
  logical_and: (a: unknown, b: unknown): object => logical('and', 'logical_and')(a, b),
  logical_or: (a: unknown, b: unknown): object => logical('or', 'logical_or')(a, b),
  logical_xor: (a: unknown, b: unknown): object => logical('ne', 'logical_xor')(a, b),
  logical_not: (x: unknown): object => logical('not', 'logical_not')(x),

  bitwise_and: bitwise('bitAnd', 'and', 'bitwise_and'),
  bitwise_or: bitwise('bitOr', 'or', 'bitwise_or'),
  bitwise_xor: bitwise('bitXor', 'ne', 'bitwise_xor'),
  bitwise_not: invert('bitwise_not'),
  invert: invert('invert'),
  left_shift: binary('shiftLeft', 'left_shift'),
  right_shift: binary('shiftRight', 'right_shift'),
} as const;

markAk(akMath, '', (name) => {
  const word = INSIDE[name] ?? (name in Math ? `Math.${name}(x)` : undefined);
  return word === undefined ? 'here write the arithmetic of JavaScript' : `here write ${word}`;
});
