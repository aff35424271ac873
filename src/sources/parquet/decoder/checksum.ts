import * as zlib from 'node:zlib';

const ofNode = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32;

/** The CRC-32 of bytes, as Parquet pages have it; Node's own from 20.15 on. */
export const crc32: (bytes: Uint8Array) => number = ofNode ?? crc32ByTable;

let table: Int32Array | undefined;

/** The same, byte by byte. */
export function crc32ByTable(bytes: Uint8Array): number {
  table ??= Int32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
    return rest;
  });
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc >>> 0;
}
