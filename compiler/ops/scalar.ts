import { bool, float64, int, isInteger, isWide, number, option, optionIf, present, type Type } from '../tree/type.ts';
import { defineOps, type Op } from './op.ts';
import {
  givesComparison,
  givesFloat,
  givesLogic,
  givesNumber,
  givesTest,
  mismatch,
  needCondition,
  needJoin,
} from './rules.ts';

const narrow = (type: Type): boolean => {
  const t = present(type);
  return t.is === 'number' && ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32'].includes(t.dtype);
};
const isInt = (type: Type): boolean => present(type) === int;
/** Sums and differences of integers up to 32 bits stay far below 2**53; their products do not. */
const sumMayFail = (types: readonly Type[], gives: Type): boolean => isInt(gives) && !types.every(narrow);
const checked = (text: string, fails: boolean): string => (fails ? `k.whole(${text})` : `(${text})`);

const infix = (doc: string, symbol: string, mayFail: (types: readonly Type[], gives: Type) => boolean): Op => ({
  doc,
  gives: givesNumber,
  js: ([a, b], types, gives) => checked(`${a} ${symbol} ${b}`, mayFail(types, gives)),
  sql: (args, types, gives) => {
    if (isInt(gives)) return mayFail(types, gives) ? undefined : `(${args.join(` ${symbol} `)})`;
    const doubles = doublesSql(args, types);
    return doubles && `(${doubles.join(` ${symbol} `)})`;
  },
  mayFail,
});

const math = (doc: string, name: string, cost = 15): Op => ({
  doc,
  gives: givesFloat,
  js: (args) => `Math.${name}(${args.join(', ')})`,
  cost,
});

/** A function of kernels/trigonometry.ts. */
const ours = (doc: string, name: string): Op => ({
  doc: `${doc} Within 1.5 units in the last place, the same bits on every machine.`,
  gives: givesFloat,
  js: ([a]) => `k.${name}(${a})`,
  cost: 10,
});

const rounding = (doc: string, name: string): Op => ({
  doc,
  gives: givesNumber,
  js: ([a], _types, gives) => (isInt(gives) ? (a as string) : `Math.${name}(${a})`),
});

/** The greater of two. A comparison with a constant above zero or 0 is faster than Math.max, and treats NaN and -0 alike. */
function greaterText(a: string, b: string): string {
  const constant = [a, b].find((text) => /^\d[\d.]*$/.test(text));
  const other = constant === a ? b : a;
  if (constant === undefined || !/^\w+$/.test(other)) return `Math.max(${a}, ${b})`;
  return `(${other} <= ${constant} ? ${constant} : ${other})`;
}

/** Integers of any width are compared exactly, as they are. */
const neverFails = (): boolean => false;

const compare = (doc: string, symbol: string): Op => ({
  doc,
  gives: givesComparison,
  js: ([a, b]) => `(${a} ${symbol} ${b})`,
  sql: (args, types) => compareSql(args, symbol, types),
  mayFail: neverFails,
});

/** The arguments as DOUBLE; undefined where a stored 64-bit integer would be rounded. */
function doublesSql(args: readonly string[], types: readonly Type[]): string[] | undefined {
  if (types.some(isWide)) return undefined;
  return args.map((text, i) => (isInteger(types[i] as Type) ? `CAST(${text} AS DOUBLE)` : text));
}

const isFloat = (type: Type): boolean => type.is === 'number' && !isInteger(type);

/** NaN is the greatest value in DuckDB and equal to itself; here it compares as false with everything. */
function compareSql(args: readonly string[], symbol: string, types: readonly Type[]): string | undefined {
  if (types.some((t) => t.is !== 'number' && t.is !== 'bool')) return undefined;
  if (!types.some(isFloat))
    return `(${types.some((t) => t === number('uint64')) ? args.map((text) => `CAST(${text} AS HUGEINT)`).join(` ${symbol} `) : args.join(` ${symbol} `)})`;
  const texts = doublesSql(args, types);
  if (texts === undefined) return undefined;
  const guards = texts.filter((_, i) => isFloat(types[i] as Type)).map((text) => `NOT isnan(${text})`);
  // bloom filters of some writers tell -0 from 0, so an equality must not reach them: a sum with 0 has no -0
  const sides = symbol === '=' ? texts.map((text) => `(${text} + CAST(0 AS DOUBLE))`) : texts;
  return `(${[sides.join(` ${symbol} `), ...guards].join(' AND ')})`;
}

/** Scalar operations: of present values they give a value; of missing ones a missing value. */
export const scalarOps = defineOps({
  add: infix('The sum a + b.', '+', sumMayFail),
  sub: infix('The difference a - b.', '-', sumMayFail),
  mul: infix('The product a * b.', '*', (_types, gives) => isInt(gives)),
  div: { doc: 'The quotient a / b, always a double.', gives: givesFloat, js: ([a, b]) => `(${a} / ${b})` },
  rem: {
    doc: 'The remainder of a / b with the sign of a, as JavaScript has it.',
    gives: givesFloat,
    js: ([a, b]) => `(${a} % ${b})`,
    cost: 8,
  },
  pow: {
    doc: 'a to the power b.',
    gives: givesFloat,
    js: ([a, b]) => (b === '2' ? `(${a} * ${a})` : `Math.pow(${a}, ${b})`),
    cost: 20,
  },
  neg: {
    doc: 'The value with its sign changed.',
    gives: givesNumber,
    js: ([a], _t, gives) => (isInt(gives) ? `(0 - ${a})` : `(-${a})`),
    sql: ([a], [type]) => (isWide(type as Type) ? undefined : `(-(${a}))`),
  },
  abs: {
    doc: 'The absolute value.',
    gives: givesNumber,
    js: ([a]) => `Math.abs(${a})`,
    sql: ([a], [type]) => (isWide(type as Type) ? undefined : `abs(${a})`),
  },
  sign: { doc: '-1, 0 or 1.', gives: givesNumber, js: ([a]) => `Math.sign(${a})` },
  min2: {
    doc: 'The smaller of two values; NaN when either is NaN.',
    gives: givesNumber,
    js: ([a, b]) => `Math.min(${a}, ${b})`,
  },
  max2: {
    doc: 'The larger of two values; NaN when either is NaN.',
    gives: givesNumber,
    js: ([a, b]) => greaterText(a as string, b as string),
  },
  floor: rounding('The greatest whole number not above.', 'floor'),
  ceil: rounding('The least whole number not below.', 'ceil'),
  round: rounding('The nearest whole number; halves go up, as JavaScript has it.', 'round'),
  trunc: rounding('The value without its fraction.', 'trunc'),
  sqrt: { ...math('The square root; NaN below zero.', 'sqrt', 4) },
  cbrt: math('The cube root.', 'cbrt'),
  exp: math('e to the power x.', 'exp'),
  expm1: math('exp(x) - 1, exact near zero.', 'expm1'),
  log: math('The natural logarithm.', 'log'),
  log2: math('The logarithm to base 2.', 'log2'),
  log10: math('The logarithm to base 10.', 'log10'),
  log1p: math('log(1 + x), exact near zero.', 'log1p'),
  sin: ours('The sine of an angle in radians.', 'sin'),
  cos: ours('The cosine of an angle in radians.', 'cos'),
  tan: math('The tangent of an angle in radians.', 'tan'),
  asin: math('The angle in radians whose sine is x.', 'asin'),
  acos: math('The angle in radians whose cosine is x.', 'acos'),
  atan: math('The angle in radians whose tangent is x.', 'atan'),
  atan2: math('The angle in radians of the point (x, y), from -π to π; the arguments are y, x.', 'atan2'),
  sinh: ours('The hyperbolic sine.', 'sinh'),
  cosh: ours('The hyperbolic cosine.', 'cosh'),
  tanh: math('The hyperbolic tangent.', 'tanh'),
  asinh: math('The inverse hyperbolic sine.', 'asinh'),
  acosh: math('The inverse hyperbolic cosine.', 'acosh'),
  atanh: math('The inverse hyperbolic tangent.', 'atanh'),
  hypot: { doc: 'sqrt(x² + y²).', gives: givesFloat, js: ([a, b]) => `Math.hypot(${a}, ${b})`, cost: 15 },
  wrapPhi: {
    doc: 'An angle in radians brought into [-π, π).',
    gives: givesFloat,
    js: ([a]) => `k.wrapPhi(${a})`,
    cost: 3,
  },

  gt: compare('Whether a is larger than b; false when either is NaN.', '>'),
  ge: compare('Whether a is at least b; false when either is NaN.', '>='),
  lt: compare('Whether a is smaller than b; false when either is NaN.', '<'),
  le: compare('Whether a is at most b; false when either is NaN.', '<='),
  eq: {
    doc: 'Whether a equals b; false when either is NaN.',
    gives: givesComparison,
    js: ([a, b], types) => `(${a} ${types.some((t) => isWide(present(t))) ? '==' : '==='} ${b})`,
    sql: (args, types) => compareSql(args, '=', types),
    mayFail: neverFails,
  },
  ne: {
    doc: 'Whether a differs from b; true when either is NaN.',
    gives: givesComparison,
    js: ([a, b], types) => `(${a} ${types.some((t) => isWide(present(t))) ? '!=' : '!=='} ${b})`,
    sql: (args, types) => {
      const equal = compareSql(args, '=', types);
      return equal === undefined ? undefined : `(NOT ${equal})`;
    },
    mayFail: neverFails,
  },
  and: {
    doc: 'Whether both are true.',
    gives: givesLogic,
    js: ([a, b]) => `(${a} && ${b})`,
    sql: ([a, b]) => `(${a} AND ${b})`,
  },
  or: {
    doc: 'Whether one or both are true.',
    gives: givesLogic,
    js: ([a, b]) => `(${a} || ${b})`,
    sql: ([a, b]) => `(${a} OR ${b})`,
  },
  not: { doc: 'Whether it is false.', gives: givesLogic, js: ([a]) => `!${a}`, sql: ([a]) => `(NOT ${a})` },
  isNaN: {
    doc: 'Whether the number is NaN.',
    gives: givesTest,
    js: ([a], types) => (isInteger(present(types[0] as Type)) ? 'false' : `(${a} !== ${a})`),
    sql: ([a], [type]) => (isInteger(type as Type) ? 'false' : `isnan(${a})`),
  },
  isFinite: {
    doc: 'Whether the number is neither infinite nor NaN.',
    gives: givesTest,
    js: ([a], types) => (isInteger(present(types[0] as Type)) ? 'true' : `Number.isFinite(${a})`),
    sql: ([a], [type]) => (isInteger(type as Type) ? 'true' : `isfinite(${a})`),
  },
  isInfinite: {
    doc: 'Whether the number is ∞ or -∞.',
    gives: givesTest,
    js: ([a], types) => (isInteger(present(types[0] as Type)) ? 'false' : `(Math.abs(${a}) === Infinity)`),
  },
  isInteger: {
    doc: 'Whether the number is whole.',
    gives: givesTest,
    js: ([a], types) => (isInteger(present(types[0] as Type)) ? 'true' : `Number.isInteger(${a})`),
  },

  if: {
    doc: 'The second value where the first is true, else the third.',
    gives: (args, _options, name) => {
      const [test, a, b] = args.map((x) => x.type) as [Type, Type, Type];
      needCondition(name === 'if' ? '? :' : name, test);
      return needJoin('? :', a, b);
    },
    loop: true,
  },
  coalesce: {
    doc: 'The value, or the second one where the first is missing.',
    gives: ([a, b]) => {
      const fallback = (b as { type: Type }).type;
      return optionIf(fallback.is === 'option', present(needJoin('??', present((a as { type: Type }).type), fallback)));
    },
    loop: true,
  },
  isPresent: { doc: 'Whether the value is there.', gives: () => bool, loop: true },
  known: {
    doc: 'The value, where it has been checked to be there.',
    gives: ([a]) => present((a as { type: Type }).type),
    loop: true,
  },
  toNumber: {
    doc: 'A number of another element type: integers become doubles, true becomes 1.',
    gives: ([a], options) => {
      const { type } = a as { type: Type };
      const inner = present(type);
      if (inner.is !== 'number' && inner.is !== 'bool')
        throw mismatch('a number of it', 'a number or a truth value', type);
      return optionIf(
        type.is === 'option',
        options['to'] === 'int' ? int : options['to'] === 'float32' ? number('float32') : float64,
      );
    },
    js: ([a], types, gives) =>
      present(types[0] as Type).is === 'bool'
        ? `(${a} ? 1 : 0)`
        : present(gives) === number('float32')
          ? `Math.fround(${a})`
          : (a as string),
    sql: ([a], [type], gives) => {
      if (gives === number('float32') || isWide(type as Type)) return undefined;
      const to = gives === int ? 'BIGINT' : 'DOUBLE';
      if ((type as Type).is === 'bool') return `CAST(CAST(${a} AS TINYINT) AS ${to})`;
      return isInteger(type as Type) ? `CAST(${a} AS ${to})` : gives === int ? undefined : (a as string);
    },
  },
  mask: {
    doc: 'The value where the condition is true, else missing.',
    gives: ([a, test]) => {
      needCondition('mask', (test as { type: Type }).type);
      return option((a as { type: Type }).type);
    },
    loop: true,
  },
});
