/**
 * The key by which links call a container, as ATLAS's StringPool makes it: the CRC-64 of its name, carried on over the
 * number of its class, of which the lowest 30 bits count.
 */
export function containerKey(name: string, classNumber: number): number {
  const bytes = [...new TextEncoder().encode(name), ...bytesOf(classNumber)];
  const crc = bytes.reduce((sum, byte) => next(sum, byte), 0xffff_ffff_ffff_ffffn);
  return Number(crc & 0x3fff_ffffn);
}

/** The bytes of a number, the lowest first, up to the last that is not 0. */
function bytesOf(number: number): number[] {
  const bytes: number[] = [];
  for (let rest = number; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  return bytes;
}

// The polynomial of D. T. Jones, "An improved 64-bit cyclic redundancy check for protein sequences", bits reversed.
const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

function next(crc: bigint, byte: number): bigint {
  let rest = crc ^ BigInt(byte);
  for (let bit = 0; bit < 8; bit++) rest = rest & 1n ? (rest >> 1n) ^ POLYNOMIAL : rest >> 1n;
  return rest;
}
