/** The values of a column of single values: numbers, 64-bit integers, truth values as bytes, texts. */
export type Data = Float64Array | BigInt64Array | BigUint64Array | Uint8Array | string[];

/** A zeroed column like another one. */
export function likeData(data: Data, length: number): Data {
  if (Array.isArray(data)) return new Array<string>(length).fill('');
  return new (data.constructor as new (length: number) => Float64Array)(length);
}

/** The values at the given positions. */
export function takeData(data: Data, index: Int32Array): Data {
  if (data instanceof Float64Array) return takeDoubles(data, index);
  if (data instanceof Uint8Array) return takeBytes(data, index);
  const out = likeData(data, index.length) as string[];
  for (let i = 0; i < index.length; i++) out[i] = (data as string[])[index[i] as number] as string;
  return out;
}

/** The doubles at the given positions. */
export function takeDoubles(data: Float64Array, index: Int32Array): Float64Array {
  const out = new Float64Array(index.length);
  for (let i = 0; i < index.length; i++) out[i] = data[index[i] as number] as number;
  return out;
}

/** The bytes at the given positions. */
export function takeBytes(data: Uint8Array, index: Int32Array): Uint8Array {
  const out = new Uint8Array(index.length);
  for (let i = 0; i < index.length; i++) out[i] = data[index[i] as number] as number;
  return out;
}

/** Positions of positions: `outer[inner[i]]`. */
export function takeIndex(outer: Int32Array, inner: Int32Array): Int32Array {
  const out = new Int32Array(inner.length);
  for (let i = 0; i < inner.length; i++) out[i] = outer[inner[i] as number] as number;
  return out;
}

/** A column of `length` values with value i at index[i], and zeros elsewhere. */
export function spreadData(data: Data, index: Int32Array, length: number): Data {
  const out = likeData(data, length) as string[];
  for (let i = 0; i < index.length; i++) out[index[i] as number] = (data as string[])[i] as string;
  return out;
}

/** 32-bit integers spread as `spreadData` does. */
export function spreadIndex(data: Int32Array, index: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < index.length; i++) out[index[i] as number] = data[i] as number;
  return out;
}

/** Columns of one kind, one after the other. */
export function appendData(parts: readonly Data[]): Data {
  const length = parts.reduce((n, part) => n + part.length, 0);
  const [first] = parts;
  if (first === undefined) return new Float64Array(0);
  if (Array.isArray(first)) return (parts as string[][]).flat();
  const out = likeData(first, length) as Float64Array;
  let at = 0;
  for (const part of parts) {
    out.set(part as Float64Array, at);
    at += part.length;
  }
  return out;
}
