import { bitmapOf, flagsOf, isValid } from '../bits.ts';
import { type Layout, lengthOf } from '../layout.ts';
import { ArrayProblem } from './kernel.ts';

/** The least and the greatest number of dimensions (the rows are one); records and unions may have fields of several depths. */
export function depthsOf(layout: Layout): { readonly least: number; readonly most: number } {
  switch (layout.is) {
    case 'list': {
      const { least, most } = depthsOf(layout.content);
      return { least: least + 1, most: most + 1 };
    }
    case 'option':
      return depthsOf(layout.content);
    case 'record':
    case 'union': {
      const parts = (layout.is === 'record' ? [...layout.fields.values()] : layout.contents).map(depthsOf);
      if (parts.length === 0) return { least: 1, most: 1 };
      return {
        least: Math.min(...parts.map((part) => part.least)),
        most: Math.max(...parts.map((part) => part.most)),
      };
    }
    default:
      return { least: 1, most: 1 };
  }
}

/** An axis counted from the outside; a negative one counts from the deepest dimension, which must be one depth throughout. */
export function positiveAxis(layout: Layout, axis: number, what: string): number {
  if (axis >= 0) return axis;
  const { least, most } = depthsOf(layout);
  if (least !== most)
    throw new ArrayProblem(
      'no-such-axis',
      `${what}: axis ${axis} counts from the deepest dimension, but fields are ${least} to ${most} deep`,
      { hint: 'name the axis from the outside: 0 are the rows' },
    );
  if (most + axis < 0) throw noSuchAxis(what, axis, most);
  return most + axis;
}

/** The error of an axis that an array does not have. */
export function noSuchAxis(what: string, axis: number, depth: number): ArrayProblem {
  return new ArrayProblem(
    'no-such-axis',
    `${what}: axis ${axis} exceeds the ${depth} dimension${depth === 1 ? '' : 's'} of the array`,
    { hint: 'axis 0 are the rows, 1 their lists, -1 the deepest lists' },
  );
}

/** One byte a value: 1 where a value is present. */
export function presentFlags(layout: Layout): Uint8Array {
  const length = lengthOf(layout);
  if (layout.is === 'option') return flagsOf(layout.valid, length);
  return new Uint8Array(length).fill(layout.is === 'nothing' ? 0 : 1);
}

/** An option over values, which may be options already; what is present in both is present. */
export function asOption(flags: Uint8Array, content: Layout): Layout {
  if (content.is !== 'option') return { is: 'option', valid: bitmapOf(flags), content };
  return {
    is: 'option',
    valid: bitmapOf(flags.map((flag, i) => (flag !== 0 && isValid(content.valid, i) ? 1 : 0))),
    content: content.content,
  };
}
