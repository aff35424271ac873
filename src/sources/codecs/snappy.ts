import { checked, DamagedBytes, type Decompress } from './codec.ts';

const MOST_PER_BYTE = 22;

/** Decompresses raw Snappy blocks. */
export async function snappy(): Promise<Decompress> {
  const { snappyUncompressor } = await import('hysnappy');
  let uncompress: ReturnType<typeof snappyUncompressor> | undefined;
  return checked('snappy', (bytes, size) => {
    const told = contentSize(bytes);
    // the library believes what the block says, and needs room for it
    if (told !== size) throw new DamagedBytes(`the block has ${told} bytes, expected ${size}`);
    if (size > bytes.length * MOST_PER_BYTE) throw new DamagedBytes(`${bytes.length} bytes cannot give ${size}`);
    try {
      uncompress ??= snappyUncompressor();
      return uncompress(bytes, size);
    } catch (error) {
      // a failure may leave its stack unbalanced
      uncompress = undefined;
      throw error;
    }
  });
}

/** The size at the beginning of a block. */
function contentSize(bytes: Uint8Array): number | undefined {
  let size = 0;
  for (let i = 0; i < 5 && i < bytes.length; i++) {
    const byte = bytes[i] as number;
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return size;
  }
  return undefined;
}
