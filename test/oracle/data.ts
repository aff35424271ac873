import fc from 'fast-check';
import { bool, list, number, type NumberDType, option, record, string, type Type } from '../../compiler/tree/type.ts';
import { allocate, type DType } from '../../kernels/dtype.ts';
import type { Layout } from '../../kernels/layout.ts';
import { bitmapOf } from '../../kernels/bits.ts';
import { strings } from '../../kernels/loop.ts';
import type { Value } from './meanings.ts';

/** What random choices are made from. Shorter tapes and smaller numbers make simpler things, so failures shrink well. */
export const tapes: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(0xffff), { maxLength: 1200, size: 'max' });

export class Draw {
  private readonly tape: readonly number[];
  private at = 0;
  constructor(tape: readonly number[]) {
    this.tape = tape;
  }

  get ended(): boolean {
    return this.at >= this.tape.length;
  }

  /** A whole number from 0 up to, not including, n; 0 once the tape has ended. */
  below(n: number): number {
    return (this.tape[this.at++] ?? 0) % n;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** True with the given chance in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }
}

const DTYPES: readonly NumberDType[] = [
  'float64',
  'float32',
  'int32',
  'int64',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'uint64',
];
const FLOATS = [1, 0, -1, 0.5, -0, 2.5, -3.75, 1e-3, 3.3, -12.625, 100, Number.NaN, Infinity, -Infinity, 1e300, 5e-324];

/** A random type of rows. */
export function rowType(draw: Draw): Type {
  const names = ['a', 'b', 'c', 'd', '__proto__', 'e'].slice(0, 2 + draw.below(5));
  return record(names.map((name) => [name, fieldType(draw, 3)] as const));
}

function fieldType(draw: Draw, depth: number): Type {
  const kind = draw.below(depth > 0 ? 12 : 6);
  if (kind < 4) return number(draw.pick(DTYPES));
  if (kind === 4) return draw.chance(50) ? bool : string;
  if (kind === 5) return option(draw.chance(70) ? number(draw.pick(DTYPES)) : draw.chance(50) ? bool : string);
  if (kind < 9) return list(fieldType(draw, depth - 1));
  if (kind === 9) return list(recordType(draw, depth - 1));
  if (kind === 10) return recordType(draw, depth - 1);
  return option(draw.chance(50) ? list(fieldType(draw, depth - 1)) : recordType(draw, depth - 1));
}

const recordType = (draw: Draw, depth: number): Type =>
  record(['x', 'y', 'z'].slice(0, 1 + draw.below(3)).map((name) => [name, fieldType(draw, depth)] as const));

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'bc',
  'é',
  'a longer text than is decoded by hand',
  '日本',
  'b',
  'Aß_İb',
  ' a, bB\u3000',
  '😀a😀',
  'e\u0301ǅ',
  '\ufeffᾀ7½',
  'a,b,,a',
  'ABC',
];

/** A random value of a type. */
export function valueOf(draw: Draw, type: Type): Value {
  switch (type.is) {
    case 'number':
      return numberOf(draw, type.dtype as DType);
    case 'bool':
      return draw.chance(50);
    case 'string':
      return draw.pick(TEXTS);
    case 'list':
      return Array.from({ length: draw.pick([0, 1, 2, 2, 3, 3, 4, 5]) }, () => valueOf(draw, type.of));
    case 'option':
      return draw.chance(35) ? undefined : valueOf(draw, type.of);
    case 'record':
      return new Map([...type.fields].map(([name, of]) => [name, valueOf(draw, of)]));
    default:
      throw new Error(`no value of type ${type.is}`);
  }
}

function numberOf(draw: Draw, dtype: DType): number | bigint {
  if (dtype === 'float64') return draw.pick(FLOATS);
  if (dtype === 'float32') return Math.fround(draw.pick(FLOATS));
  const signed = !dtype.startsWith('u');
  const small = draw.below(8) - (signed ? 3 : 0);
  if (dtype !== 'int64' && dtype !== 'uint64') {
    const width = Number(dtype.replace(/\D/g, ''));
    return draw.chance(12) ? 2 ** (signed ? width - 1 : width) - 1 : small;
  }
  if (!draw.chance(8)) return BigInt(small);
  const large = [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 53n - 1n, 2n ** 62n + 7n];
  return draw.pick(signed ? [...large, -(2n ** 53n) - 1n, -(2n ** 63n)] : [...large, 2n ** 64n - 1n]);
}

/** Values as buffers; what lies under a missing value is anything. */
export function layoutOf(draw: Draw, type: Type, values: readonly Value[]): Layout {
  switch (type.is) {
    case 'number':
    case 'bool': {
      const dtype = (type.is === 'bool' ? 'bool' : type.dtype) as DType;
      const data = allocate(dtype, values.length);
      values.forEach((x, i) => {
        data[i] = (typeof x === 'boolean' ? Number(x) : x) as never;
      });
      return { is: 'numbers', dtype, data };
    }
    case 'string':
      return strings(values as string[]);
    case 'list': {
      const offsets = new Int32Array(values.length + 1);
      (values as Value[][]).forEach((x, i) => {
        offsets[i + 1] = (offsets[i] as number) + x.length;
      });
      return { is: 'list', offsets, content: layoutOf(draw, type.of, (values as Value[][]).flat(1)) };
    }
    case 'option': {
      const valid = bitmapOf(Uint8Array.from(values, (x) => (x === undefined ? 0 : 1)));
      return {
        is: 'option',
        valid,
        content: layoutOf(
          draw,
          type.of,
          values.map((x) => (x === undefined ? valueOf(draw, type.of) : x)),
        ),
      };
    }
    case 'record': {
      const fields = [...type.fields].map(
        ([name, of]) =>
          [
            name,
            layoutOf(
              draw,
              of,
              (values as ReadonlyMap<string, Value>[]).map((row) => row.get(name)),
            ),
          ] as const,
      );
      return { is: 'record', length: values.length, fields: new Map(fields) };
    }
    default:
      throw new Error(`no layout of type ${type.is}`);
  }
}

/** The values of a layout, as the oracle has them. */
export function valuesOf(layout: Layout, type: Type, length: number): Value[] {
  switch (layout.is) {
    case 'numbers':
      return Array.from(layout.data as ArrayLike<number>, (x) => (layout.dtype === 'bool' ? x !== 0 : x)).slice(
        0,
        length,
      );
    case 'strings': {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      return Array.from({ length }, (_, i) =>
        decoder.decode(layout.bytes.subarray(layout.offsets[i], layout.offsets[i + 1])),
      );
    }
    case 'list': {
      const { offsets } = layout;
      const content = valuesOf(layout.content, (type as { of: Type }).of, offsets.at(-1) ?? 0);
      return Array.from({ length }, (_, i) => content.slice(offsets[i], offsets[i + 1]));
    }
    case 'option': {
      const content = valuesOf(layout.content, (type as { of: Type }).of, length);
      return content.map((x, i) => ((((layout.valid[i >> 3] as number) >> (i & 7)) & 1) === 1 ? x : undefined));
    }
    case 'nothing':
      return new Array<Value>(length).fill(undefined);
    case 'union':
      throw new Error(`the oracle has no values of a ${layout.is}`);
    case 'record': {
      const columns = [...layout.fields].map(
        ([name, of]) =>
          [
            name,
            valuesOf(of, (type as { fields: ReadonlyMap<string, Type> }).fields.get(name) as Type, length),
          ] as const,
      );
      return Array.from({ length }, (_, i) => new Map(columns.map(([name, values]) => [name, values[i]])));
    }
  }
}

/** A value as text in which every bit counts: equal texts are equal values of the type. */
export function show(value: Value, type: Type): string {
  if (value === undefined) return 'missing';
  switch (type.is) {
    case 'option':
      return show(value, type.of);
    case 'list':
      return `[${(value as Value[]).map((x) => show(x, type.of)).join(', ')}]`;
    case 'record':
      return `{${[...type.fields].map(([name, of]) => `${name}: ${show((value as ReadonlyMap<string, Value>).get(name), of)}`).join(', ')}}`;
    case 'string':
      // results are UTF-8, where half a pair has no place
      return JSON.stringify(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(value as string)),
      );
    case 'number':
      return type.dtype === 'int' ? String(BigInt(value as number)) : Object.is(value, -0) ? '-0' : String(value);
    default:
      return String(value);
  }
}

/** The buffer that a binding names. */
export function bufferAt(
  layout: Layout,
  path: readonly string[],
  part: 'data' | 'offsets' | 'bytes' | 'valid' | 'whole',
): unknown {
  const at = path.reduce<Layout>((of, step) => {
    const next =
      of.is === 'record' ? of.fields.get(step) : of.is === 'list' || of.is === 'option' ? of.content : undefined;
    if (next === undefined) throw new Error(`no ${step} in a ${of.is}`);
    return next;
  }, layout);
  if (part === 'whole') return at;
  const buffer = (at as unknown as Record<string, unknown>)[part];
  if (buffer === undefined) throw new Error(`a ${at.is} has no ${part}`);
  return buffer;
}
