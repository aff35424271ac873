import { Lzma2Decoder } from './lzma.ts';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const HEADER_SIZE = 12;
const FILTER_LZMA2 = 0x21;
const CHECK_CRC32 = 1;

/**
 * Unpacks an XZ stream with the LZMA2 filter alone that must give exactly `size` bytes. A CRC-32 is compared where the
 * stream has one; the index and footer behind the last block are not looked at, as the size is known.
 *
 * @throws RangeError where the stream is damaged, has another size, or uses other filters. Definition: the .xz file format.
 */
export function unpackXz(packed: Uint8Array, size: number): Uint8Array {
  if (packed.length < HEADER_SIZE || MAGIC.some((byte, i) => packed[i] !== byte))
    throw new RangeError('the XZ stream does not begin like one');
  const check = (packed[7] as number) & 15;
  const decoder = new Lzma2Decoder(packed, size);
  let at = HEADER_SIZE;
  while (at < packed.length && packed[at] !== 0) at = unpackBlock(packed, at, decoder, check);
  if (decoder.length !== size) throw new RangeError(`the XZ stream holds ${decoder.length} bytes, expected ${size}`);
  return decoder.out;
}

// Gives where the block ends.
function unpackBlock(packed: Uint8Array, start: number, decoder: Lzma2Decoder, check: number): number {
  const data = start + ((packed[start] as number) + 1) * 4;
  if (data > packed.length) throw new RangeError('the XZ stream ends too early');
  readFilters(packed, start, data);
  const begin = decoder.length;
  decoder.run(data);
  const sum = data + Math.ceil((decoder.at - data) / 4) * 4;
  const end = sum + (check === 0 ? 0 : 4 << Math.floor((check - 1) / 3));
  if (end > packed.length) throw new RangeError('the XZ stream ends too early');
  if (check === CHECK_CRC32 && crc32(decoder.out.subarray(begin, decoder.length)) !== littleEndian(packed, sum))
    throw new RangeError('the XZ stream has a wrong checksum');
  return end;
}

function readFilters(packed: Uint8Array, start: number, end: number): void {
  const flags = packed[start + 1] as number;
  let at = start + 2;
  for (let sizes = ((flags >> 6) & 1) + (flags >> 7); sizes > 0; sizes--) {
    while (at < end && ((packed[at] as number) & 0x80) !== 0) at++;
    at++;
  }
  if ((flags & 3) !== 0 || at >= end || packed[at] !== FILTER_LZMA2)
    throw new RangeError('the XZ stream has filters other than LZMA2');
}

const littleEndian = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

// The CRC-32 of ISO 3309, as in zlib.
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (CRC_TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
