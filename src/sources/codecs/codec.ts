/** Compressed bytes that make no sense. */
export class DamagedBytes extends Error {}

/** Decompresses bytes whose decompressed size is known; gives exactly so many, or throws. */
export type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** The same in another thread. */
export type DecompressAside = (bytes: Uint8Array, size: number) => Promise<Uint8Array>;

/** Bytes as a plain array of them. */
export const plainBytes = (bytes: Uint8Array): Uint8Array =>
  Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;

/** A decompressor that is checked: whatever a library throws is about the bytes, and another size is refused. */
export function checked(name: string, decompress: Decompress): Decompress {
  return (bytes, size) => {
    if (size === 0) return new Uint8Array(0);
    let out: Uint8Array;
    try {
      out = decompress(bytes, size);
    } catch (error) {
      throw damagedBy(name, error);
    }
    return sized(name, out, size);
  };
}

/** A decompressor in another thread, checked in the same way. */
export function checkedAside(name: string, decompress: DecompressAside): DecompressAside {
  return async (bytes, size) => {
    const out = await decompress(bytes, size).catch((error: unknown) => {
      throw damagedBy(name, error);
    });
    return sized(name, out, size);
  };
}

const damagedBy = (name: string, error: unknown): DamagedBytes =>
  new DamagedBytes(`${name}: ${error instanceof Error ? error.message : String(error)}`);

function sized(name: string, out: Uint8Array, size: number): Uint8Array {
  if (out.length !== size) throw new DamagedBytes(`${name}: ${out.length} bytes came out, expected ${size}`);
  // loops are faster where they meet one kind of array only, and some libraries give Buffers
  return plainBytes(out);
}
