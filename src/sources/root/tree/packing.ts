import type { Packing } from './shape.ts';

const MANTISSA_OF_FLOAT16 = 12;
const MOST_BITS_WITHOUT_RANGE = 15;

/**
 * How a Double32_t or Float16_t is stored, from the `[least, most, bits]` in the comment of a member or the title of a leaf.
 * Definition: TStreamerElement.cxx (GetRange), TBufferFile.cxx of ROOT.
 */
export function packingOf(comment: string, dtype: 'float32' | 'float64'): Packing {
  const { least, most, bits } = rangeIn(comment);
  if (least < most) return { is: 'range', least, factor: (bits < 32 ? 2 ** bits : 0xffffffff) / (most - least) };
  const short = bits < MOST_BITS_WITHOUT_RANGE ? bits : 0;
  if (short > 0) return { is: 'short', bits: short };
  return dtype === 'float32' ? { is: 'short', bits: MANTISSA_OF_FLOAT16 } : { is: 'float' };
}

function rangeIn(comment: string): { least: number; most: number; bits: number } {
  // The first brackets may be the length of an array.
  for (const [, inner = ''] of comment.matchAll(/\[([^[\]]*)\]/g)) {
    const [least, most, bits] = inner.split(',');
    if (least === undefined || most === undefined) continue;
    const given = bits === undefined ? 32 : Number.parseInt(bits, 10);
    return { least: limit(least), most: limit(most), bits: given >= 2 && given <= 32 ? given : 32 };
  }
  return { least: 0, most: 0, bits: 32 };
}

// A number, or one of the ways to write a part of pi that ROOT knows.
function limit(text: string): number {
  const plain = text.toLowerCase().replaceAll(' ', '');
  if (!plain.includes('pi')) return Number.parseFloat(plain) || 0;
  const size = /2pi|2\*pi|twopi/.test(plain)
    ? 2 * Math.PI
    : plain.includes('pi/2')
      ? Math.PI / 2
      : plain.includes('pi/4')
        ? Math.PI / 4
        : Math.PI;
  return plain.includes('-') ? -size : size;
}
