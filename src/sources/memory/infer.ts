import type { DType } from '../../../kernels/dtype.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import {
  bool,
  float64,
  join,
  list,
  never,
  number,
  option,
  record,
  string,
  type Type,
} from '../../../compiler/tree/type.ts';

/** A plain object, as a record. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** Whether a value counts as missing. */
export function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** The element type of a typed array, or undefined for anything else. */
export function dtypeOf(value: unknown): Exclude<DType, 'bool'> | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return DTYPES.get(value.constructor);
}

const DTYPES = new Map<unknown, Exclude<DType, 'bool'>>([
  [Int8Array, 'int8'],
  [Uint8Array, 'uint8'],
  [Int16Array, 'int16'],
  [Uint16Array, 'uint16'],
  [Int32Array, 'int32'],
  [Uint32Array, 'uint32'],
  [BigInt64Array, 'int64'],
  [BigUint64Array, 'uint64'],
  [Float32Array, 'float32'],
  [Float64Array, 'float64'],
]);

/**
 * The type of plain values. Whole numbers are int64, others float64; where both occur, float64. Missing values make an
 * option, objects records with the fields in order of first appearance. What no value tells, such as the elements of
 * lists that are all empty, is `unknown`: float64 where nothing else is said.
 */
export function inferType(values: readonly unknown[], path = 'the values', unknown: Type = float64): Type {
  const inner = inferSome(
    values.filter((value) => !isMissing(value)),
    path,
    unknown,
  );
  const known = inner === never ? unknown : inner;
  return values.some(isMissing) ? option(known) : known;
}

type Kind = 'number' | 'bigint' | 'boolean' | 'string' | 'list' | 'record';

function inferSome(values: readonly unknown[], path: string, unknown: Type): Type {
  if (values.length === 0) return never;
  const kind = kindOf(values[0], path, 0);
  for (let i = 1; i < values.length; i++) {
    const other = kindOf(values[i], path, i);
    if (other !== kind && !(isWhole(kind) && isWhole(other))) throw unlike(path, kind, other);
  }
  switch (kind) {
    case 'number':
    case 'bigint':
      return numberType(values as readonly (number | bigint)[], path);
    case 'boolean':
      return bool;
    case 'string':
      return string;
    case 'list':
      return list(elementType(values as readonly ArrayLike<unknown>[], `${path}[]`, unknown));
    case 'record':
      return recordType(values as readonly PlainRecord[], path, unknown);
  }
}

const isWhole = (kind: Kind): boolean => kind === 'number' || kind === 'bigint';

function unlike(path: string, a: string, b: string): SourceError {
  return new SourceError('unlike-values', `${path} holds unlike values: ${a} and ${b}`, {
    hint: 'values in one place must be of one kind',
  });
}

function kindOf(value: unknown, path: string, at: number): Kind {
  if (Array.isArray(value) || dtypeOf(value) !== undefined) return 'list';
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return typeof value as Kind;
    case 'object': {
      const prototype = Object.getPrototypeOf(value) as unknown;
      if (prototype === null || prototype === Object.prototype) return 'record';
    }
  }
  const what = typeof value === 'object' ? ((value as object).constructor?.name ?? 'object') : typeof value;
  throw new SourceError(
    'unknown-value',
    `${path} holds a ${what} (value ${at}), expected numbers, booleans, text, arrays or plain objects`,
  );
}

function numberType(values: readonly (number | bigint)[], path: string): Type {
  let wide = false;
  let whole = true;
  let least = 0n;
  let greatest = 0n;
  for (const value of values) {
    if (typeof value === 'bigint') {
      wide = true;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      // -0 and integers beyond 2**53 are doubles: as int64 they would become something else.
    } else if (!Number.isSafeInteger(value) || Object.is(value, -0)) whole = false;
  }
  if (!wide) return whole ? number('int64') : float64;
  if (!whole) throw unlike(path, 'bigint', 'number with a fraction');
  if (least >= -(2n ** 63n) && greatest < 2n ** 63n) return number('int64');
  if (least >= 0n && greatest < 2n ** 64n && values.every((value) => value >= 0)) return number('uint64');
  throw new SourceError('too-large', `${path} holds integers beyond 64 bits`);
}

function elementType(lists: readonly ArrayLike<unknown>[], path: string, unknown: Type): Type {
  const plain: unknown[] = [];
  let typed: Type = never;
  for (const values of lists) {
    const dtype = dtypeOf(values);
    if (dtype !== undefined)
      typed =
        typed === never
          ? number(dtype)
          : typed === number(dtype)
            ? typed
            : (stored(join(typed, number(dtype))) ?? never);
    else for (let i = 0; i < values.length; i++) plain.push(values[i]);
  }
  if (plain.length === 0) return typed === never ? unknown : typed;
  const inferred = inferType(plain, path, unknown);
  if (typed === never) return inferred;
  const joined = stored(join(typed, inferred));
  if (joined === undefined) throw unlike(path, 'numbers', inferred.is);
  return joined;
}

// `int` is for what is computed; stored integers have a width.
function stored(type: Type | undefined): Type | undefined {
  if (type?.is === 'option') return option(stored(type.of) as Type);
  return type?.is === 'number' && type.dtype === 'int' ? number('int64') : type;
}

function recordType(rows: readonly PlainRecord[], path: string, unknown: Type): Type {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return record(
    [...names].map((name) => [
      name,
      inferType(
        rows.map((row) => fieldOf(row, name)),
        `${path}.${name}`,
        unknown,
      ),
    ]),
  );
}

/** An object's own field; undefined where it has none. */
export function fieldOf(row: PlainRecord, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}
