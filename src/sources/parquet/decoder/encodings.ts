import type { LeafDType } from './column-plan.ts';

/** The encodings' numbers in the format. */
export const ENCODING = {
  plain: 0,
  oldDictionary: 2,
  rle: 3,
  bitPacked: 4,
  delta: 5,
  lengths: 6,
  dictionary: 8,
  split: 9,
} as const;

const NAMES = [
  'PLAIN',
  'GROUP_VAR_INT',
  'PLAIN_DICTIONARY',
  'RLE',
  'BIT_PACKED',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY',
  'RLE_DICTIONARY',
  'BYTE_STREAM_SPLIT',
];

/** An encoding's name in the format. */
export const encodingName = (encoding: number): string => NAMES[encoding] ?? `encoding ${encoding}`;

/** Whether values of a type may be encoded so. */
export function isEncodingOf(encoding: number, dtype: LeafDType): boolean {
  switch (encoding) {
    case ENCODING.plain:
    case ENCODING.oldDictionary:
    case ENCODING.dictionary:
      return true;
    case ENCODING.rle:
      return dtype === 'bool';
    case ENCODING.delta:
      return dtype !== 'bool' && dtype !== 'string' && !dtype.startsWith('float');
    case ENCODING.lengths:
      return dtype === 'string';
    case ENCODING.split:
      return dtype !== 'bool' && dtype !== 'string';
    default:
      return false;
  }
}
