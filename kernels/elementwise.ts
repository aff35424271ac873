import { isValid } from './bits.ts';
import type { Made } from './make.ts';
import { exact, whole, wrapPhi } from './scalar.ts';
import type { Data } from './take.ts';
import { cos, cosh, sin, sinh } from './trigonometry.ts';

type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

/** Functions of one number, by the name of the operation. */
export const unary: Readonly<Record<string, Unary>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin,
  cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh,
  cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  wrapPhi,
};

/** Functions of two numbers, by the name of the operation. */
export const binary: Readonly<Record<string, Binary>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  rem: (a, b) => a % b,
  pow: Math.pow,
  min2: Math.min,
  max2: Math.max,
  atan2: Math.atan2,
  hypot: Math.hypot,
};

/** Tests of one double, by the name of the operation. */
export const tests: Readonly<Record<string, (x: number) => boolean>> = {
  isNaN: Number.isNaN,
  isFinite: Number.isFinite,
  isInfinite: (x) => x === Infinity || x === -Infinity,
  isInteger: Number.isInteger,
};

/** Comparisons, by the name of the operation. A 64-bit integer equals a double of the same value. */
export const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of one value are equal
  eq: (a, b) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of one value are equal
  ne: (a, b) => a != b,
};

export function mapOne(x: Float64Array, f: Unary, out: Float64Array = new Float64Array(x.length)): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = f(x[i] as number);
  return out;
}

/** The four basic operations have loops of their own: most of the work is theirs. */
export function mapTwo(
  a: Float64Array,
  b: Float64Array,
  op: string,
  out: Float64Array = new Float64Array(a.length),
): Float64Array {
  const f = binary[op] as Binary;
  if (op === 'add') for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) + (b[i] as number);
  else if (op === 'sub') for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) - (b[i] as number);
  else if (op === 'mul') for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) * (b[i] as number);
  else if (op === 'div') for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) / (b[i] as number);
  else for (let i = 0; i < out.length; i++) out[i] = f(a[i] as number, b[i] as number);
  return out;
}

/** Checks integers at 2**53, in place. */
export function checkWhole(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) x[i] = whole(x[i] as number);
  return x;
}

export function testOne(
  x: Float64Array,
  f: (x: number) => boolean,
  out: Uint8Array = new Uint8Array(x.length),
): Uint8Array {
  for (let i = 0; i < out.length; i++) out[i] = Number(f(x[i] as number));
  return out;
}

/** A comparison of doubles; each has a loop of its own. Number(…) leaves the processor nothing to guess, unlike ? 1 : 0. */
export function compareDoubles(
  a: Float64Array,
  b: Float64Array,
  op: string,
  out: Uint8Array = new Uint8Array(a.length),
): Uint8Array {
  if (op === 'gt') for (let i = 0; i < out.length; i++) out[i] = Number((a[i] as number) > (b[i] as number));
  else if (op === 'ge') for (let i = 0; i < out.length; i++) out[i] = Number((a[i] as number) >= (b[i] as number));
  else if (op === 'lt') for (let i = 0; i < out.length; i++) out[i] = Number((a[i] as number) < (b[i] as number));
  else if (op === 'le') for (let i = 0; i < out.length; i++) out[i] = Number((a[i] as number) <= (b[i] as number));
  else if (op === 'eq') for (let i = 0; i < out.length; i++) out[i] = Number(a[i] === b[i]);
  else for (let i = 0; i < out.length; i++) out[i] = Number(a[i] !== b[i]);
  return out;
}

/** A test of two columns, which hold values that it can compare. */
export function testTwo(a: Data, b: Data, f: (a: never, b: never) => boolean): Uint8Array {
  const out = new Uint8Array(a.length);
  const test = f as (a: unknown, b: unknown) => boolean;
  for (let i = 0; i < out.length; i++) out[i] = test(a[i], b[i]) ? 1 : 0;
  return out;
}

/** A function of single values on columns, into `out`; truth values are bytes there. */
export function applyMade(f: Made, columns: readonly Data[], out: Data): Data {
  const of = f as (...values: unknown[]) => never;
  const [a, b] = columns as [Data, Data];
  const into = out as unknown as unknown[];
  if (columns.length === 1) for (let i = 0; i < out.length; i++) into[i] = of(a[i]);
  else if (columns.length === 2) for (let i = 0; i < out.length; i++) into[i] = of(a[i], b[i]);
  else for (let i = 0; i < out.length; i++) into[i] = of(...columns.map((column) => column[i]));
  return out;
}

/** Both bytes are 1. */
export function bothOnes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) & (b[i] as number);
  return out;
}

/** 0 for 1 and 1 for 0. */
export function flip(x: Uint8Array): Uint8Array {
  const out = new Uint8Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(x[i] === 0);
  return out;
}

/** Numbers of any kind as doubles; 64-bit integers that a double does not hold are an error. */
export function toDoubles(x: Data): Float64Array {
  if (x instanceof Float64Array) return x;
  const out = new Float64Array(x.length);
  if (x instanceof BigInt64Array || x instanceof BigUint64Array) return wideToDoubles(x, 0, x.length, out);
  for (let i = 0; i < out.length; i++) out[i] = x[i] as number;
  return out;
}

/**
 * Some 64-bit integers as doubles, from the start of `out`. Those that a double does not hold are an error, except where
 * `valid` hides them.
 */
export function wideToDoubles(
  data: BigInt64Array | BigUint64Array,
  from: number,
  to: number,
  out: Float64Array,
  valid?: Uint8Array,
): Float64Array {
  const halves = new Int32Array(data.buffer, data.byteOffset + 8 * from, 2 * (to - from));
  const held = data instanceof BigInt64Array ? signedToDoubles(halves, out) : unsignedToDoubles(halves, out);
  if (held) return out;
  for (let i = from; i < to; i++) {
    const there = valid === undefined || isValid(valid, i);
    out[i - from] = there ? exact(data[i] as bigint) : 0;
  }
  return out;
}

/** Pairs of halves as doubles, up to the first that is not below 2**53 in size; whether there is none. */
function signedToDoubles(halves: Int32Array, out: Float64Array): boolean {
  for (let i = 0; 2 * i < halves.length; i++) {
    const high = halves[2 * i + 1] as number;
    if (high >= 0x200000 || high < -0x200000) return false;
    out[i] = high * 4294967296 + ((halves[2 * i] as number) >>> 0);
  }
  return true;
}

function unsignedToDoubles(halves: Int32Array, out: Float64Array): boolean {
  for (let i = 0; 2 * i < halves.length; i++) {
    const high = halves[2 * i + 1] as number;
    if (high >= 0x200000 || high < 0) return false;
    out[i] = high * 4294967296 + ((halves[2 * i] as number) >>> 0);
  }
  return true;
}
