/**
 * Tests of texts against a known one, on their bytes in UTF-8: they give what JavaScript's methods give for the texts, as no
 * character's bytes begin inside another's, and spare making texts of bytes.
 */

/** Whether text i begins with a part. */
export function bytesBegin(offsets: Int32Array, bytes: Uint8Array, i: number, part: Uint8Array): boolean {
  const start = offsets[i] as number;
  return (offsets[i + 1] as number) - start >= part.length && isAt(bytes, start, part);
}

/** Whether text i ends with a part. */
export function bytesEnd(offsets: Int32Array, bytes: Uint8Array, i: number, part: Uint8Array): boolean {
  const start = (offsets[i + 1] as number) - part.length;
  return start >= (offsets[i] as number) && isAt(bytes, start, part);
}

/** Whether text i is another. */
export function bytesAre(offsets: Int32Array, bytes: Uint8Array, i: number, other: Uint8Array): boolean {
  const start = offsets[i] as number;
  return (offsets[i + 1] as number) - start === other.length && isAt(bytes, start, other);
}

/** Whether a part is somewhere in text i. */
export function bytesInclude(offsets: Int32Array, bytes: Uint8Array, i: number, part: Uint8Array): boolean {
  if (part.length === 0) return true;
  const first = part[0] as number;
  const last = (offsets[i + 1] as number) - part.length;
  for (let at = offsets[i] as number; at <= last; at++) if (bytes[at] === first && isAt(bytes, at, part)) return true;
  return false;
}

function isAt(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let k = 0; k < part.length; k++) if (bytes[at + k] !== part[k]) return false;
  return true;
}
