import type { DType } from '../../../../kernels/dtype.ts';
import type { Form } from '../../../../compiler/source.ts';
import { bool, list, number, record, string, type Type } from '../../../../compiler/tree/type.ts';

/** How a Double32_t or Float16_t was packed (TBufferFile::WriteDouble32). */
export type Packing =
  | { readonly is: 'float' }
  /** An unsigned 32-bit integer; the value is `integer / factor + least`. */
  | { readonly is: 'range'; readonly factor: number; readonly least: number }
  /** One byte of exponent and two of sign and mantissa, which has `bits` bits. */
  | { readonly is: 'short'; readonly bits: number };

/** The class an object must be of: what is stored in front of it is compared with that. */
export interface Expected {
  readonly name: string;
  readonly version: number;
  readonly checksum: number;
}

/** How the bytes of a value lie in a basket. Plain data. */
export type Shape =
  | { readonly is: 'number'; readonly dtype: DType }
  | { readonly is: 'packed'; readonly dtype: 'float32' | 'float64'; readonly packing: Packing }
  /** Text with its length in front: one byte (or 255 and four), or always four. */
  | { readonly is: 'string'; readonly long: boolean }
  /** A count and as many values. */
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'array'; readonly length: number; readonly of: Shape }
  /** A byte, and as many values as an earlier member of the record says. */
  | { readonly is: 'counted'; readonly counter: string; readonly of: Shape }
  /** The members one after the other. */
  | { readonly is: 'record'; readonly members: readonly Member[] }
  /**
   * A byte count and a version in front of each value: never for elements of collections that are no objects, and maybe for
   * an object that is a branch by itself (whether its class has a streamer of its own is not in the file, but the frame
   * tells itself). Where many objects are written member by member, values that are no objects have one in front of all.
   */
  | {
      readonly is: 'framed';
      readonly of: Shape;
      readonly front: 'always' | 'maybe' | 'never';
      readonly expected: Expected | undefined;
    }
  /** The name of the class in front. */
  | { readonly is: 'labelled'; readonly label: string; readonly of: Shape }
  /** What TObject stores of itself, which is no value. */
  | { readonly is: 'skipped' };

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** The members of a base count as those of the class. */
  readonly isBase: boolean;
}

export const BYTES: Readonly<Record<DType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** The bytes of a value where all values have as many, and nothing but numbers. */
export function fixedBytes(shape: Shape): number | undefined {
  switch (shape.is) {
    case 'number':
      return BYTES[shape.dtype];
    case 'packed':
      return shape.packing.is === 'short' ? 3 : 4;
    case 'array': {
      const each = fixedBytes(shape.of);
      return each === undefined ? undefined : each * shape.length;
    }
    case 'record': {
      let sum = 0;
      for (const { shape: member } of shape.members) {
        const each = fixedBytes(member);
        if (each === undefined) return undefined;
        sum += each;
      }
      return sum;
    }
    default:
      return undefined;
  }
}

/** The bytes that a value takes at least, to refuse counts that cannot be. */
export function leastBytes(shape: Shape): number {
  switch (shape.is) {
    case 'string':
      return shape.long ? 4 : 1;
    case 'list':
      return 4;
    case 'counted':
      return 1;
    case 'framed':
      return leastBytes(shape.of) + (shape.front === 'always' ? 6 : 0);
    case 'labelled':
      return 2 + leastBytes(shape.of);
    case 'skipped':
      return 10;
    case 'array':
      return shape.length * leastBytes(shape.of);
    case 'record':
      return shape.members.reduce((sum, { shape: member }) => sum + leastBytes(member), 0);
    default:
      return fixedBytes(shape) as number;
  }
}

/** The members that are values, those of bases among them; a name that is taken gets that of its base in front. */
export function valuesOf(members: readonly Member[]): ReadonlyMap<string, Shape> {
  const values = new Map<string, Shape>();
  for (const { name, shape, isBase } of members) {
    if (holdsNothing(shape)) continue;
    if (!isBase) values.set(values.has(name) ? `${name}#` : name, shape);
    else for (const [inner, of] of valuesOfBase(shape)) values.set(values.has(inner) ? `${name}::${inner}` : inner, of);
  }
  return values;
}

/** Whether there are no values in it: a class without stored members, and lists of it. */
export function holdsNothing(shape: Shape): boolean {
  switch (shape.is) {
    case 'skipped':
      return true;
    case 'record':
      return shape.members.every(({ shape: member }) => holdsNothing(member));
    case 'number':
    case 'packed':
    case 'string':
      return false;
    default:
      return holdsNothing(shape.of);
  }
}

function valuesOfBase(shape: Shape): ReadonlyMap<string, Shape> {
  if (shape.is === 'framed') return valuesOfBase(shape.of);
  return shape.is === 'record' ? valuesOf(shape.members) : new Map();
}

/** The type of the values. */
export function typeOfShape(shape: Shape): Type {
  switch (shape.is) {
    case 'number':
      return shape.dtype === 'bool' ? bool : number(shape.dtype);
    case 'packed':
      return number(shape.dtype);
    case 'string':
      return string;
    case 'array':
      return list(typeOfShape(shape.of), shape.length);
    case 'list':
    case 'counted':
      return list(typeOfShape(shape.of));
    case 'framed':
    case 'labelled':
      return typeOfShape(shape.of);
    case 'record':
      return record([...valuesOf(shape.members)].map(([name, of]) => [name, typeOfShape(of)]));
    case 'skipped':
      return record([]);
  }
}

/** The form of the values in a stored column; `inside` leads to them. */
export function formOfShape(shape: Shape, column: string, inside: readonly string[] = []): Form {
  switch (shape.is) {
    case 'list':
    case 'array':
    case 'counted':
      return { is: 'list', of: formOfShape(shape.of, column, inside), counter: undefined };
    case 'framed':
    case 'labelled':
      return formOfShape(shape.of, column, inside);
    case 'record':
      return {
        is: 'record',
        fields: new Map(
          [...valuesOf(shape.members)].map(([name, of]) => [name, formOfShape(of, column, [...inside, name])]),
        ),
      };
    default:
      return { is: 'column', column, inside };
  }
}
