/** The element types a buffer can have; `bool` is one byte, 0 or 1. */
export type DType =
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

/** The typed arrays that hold them. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** A new, zeroed buffer of `length` elements of the given type. */
export function allocate(dtype: DType, length: number): NumberArray {
  return new ARRAY_OF[dtype](length);
}

/** The typed-array constructor of each element type. */
export const ARRAY_OF = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The bits of numbers of 8 bytes, as two integers each, the lower first. */
export const halvesOf = ({ buffer, byteOffset, length }: NumberArray): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);
