import { DamagedPage } from './damaged.ts';
import type { Words } from './values.ts';

/**
 * Puts values together whose first bytes come first, then all second bytes, and so on: the BYTE_STREAM_SPLIT encoding.
 * `bytes` from `at` up to `end` holds exactly `count` values, which go into `out` from value `to` on.
 */
export function joinStreams(bytes: Uint8Array, at: number, end: number, out: Words, to: number, count: number): void {
  if (end - at !== out.size * count)
    throw new DamagedPage(`split values have ${end - at} bytes, expected ${out.size * count}`);
  if (out.size === 4) joinWords(bytes, at, out.data as Int32Array, to, 1, count, count);
  else if (out.size === 8) {
    joinWords(bytes, at, out.data as Int32Array, 2 * to, 2, count, count);
    joinWords(bytes, at + 4 * count, out.data as Int32Array, 2 * to + 1, 2, count, count);
  } else throw new DamagedPage('single bytes are never split');
}

function joinWords(
  bytes: Uint8Array,
  at: number,
  out: Int32Array,
  to: number,
  step: number,
  stride: number,
  count: number,
): void {
  const second = at + stride;
  const third = second + stride;
  const fourth = third + stride;
  let put = to;
  for (let i = 0; i < count; i++) {
    out[put] =
      (bytes[at + i] as number) |
      ((bytes[second + i] as number) << 8) |
      ((bytes[third + i] as number) << 16) |
      ((bytes[fourth + i] as number) << 24);
    put += step;
  }
}
