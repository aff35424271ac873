import { concatLayouts } from '../../../../kernels/concat.ts';
import { type Layout, lengthOf } from '../../../../kernels/layout.ts';
import { takeLayout } from '../../../../kernels/take-layout.ts';
import { type Type, union } from '../../../../compiler/tree/type.ts';
import { type Node, typeOfNode } from './node.ts';

/** Which alternative each value of a variant is, and where it is among those. */
export interface Choices {
  readonly tags: Int8Array;
  readonly index: Int32Array;
}

/** Where the values of one alternative begin and end. */
export function rangeOf(tags: Int8Array, index: Int32Array, tag: number): [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < tags.length; i++) {
    if (tags[i] !== tag) continue;
    from = Math.min(from, index[i] as number);
    to = Math.max(to, (index[i] as number) + 1);
  }
  return to === 0 ? [0, 0] : [from, to];
}

/**
 * The values that hold something, with tags from 0 and indices from where each alternative begins; `positions` says where
 * each value is among them, or -1.
 */
export function presentOnly(
  tags: Int8Array,
  index: Int32Array,
  begins: readonly number[],
): { present: Choices; positions: Int32Array } {
  const present = { tags: new Int8Array(tags.length), index: new Int32Array(tags.length) };
  const positions = new Int32Array(tags.length).fill(-1);
  let count = 0;
  for (let i = 0; i < tags.length; i++) {
    const tag = (tags[i] as number) - 1;
    if (tag < 0) continue;
    present.tags[count] = tag;
    present.index[count] = (index[i] as number) - (begins[tag] as number);
    positions[i] = count++;
  }
  return { present: { tags: present.tags.subarray(0, count), index: present.index.subarray(0, count) }, positions };
}

/** The values of a variant, of which all hold something. Alternatives of the same type become one. */
export function unionOf({ tags, index }: Choices, contents: readonly Layout[], of: readonly Node[]): Layout {
  const types = of.map(typeOfNode);
  const whole = union(types);
  const different: readonly Type[] = whole.is === 'union' ? whole.of : [whole];
  if (different.length === types.length) return { is: 'union', tags, index, contents };
  const slots = types.map((type) => different.indexOf(type));
  const before = contents.map((_, i) =>
    contents.slice(0, i).reduce((sum, one, k) => (slots[k] === slots[i] ? sum + lengthOf(one) : sum), 0),
  );
  const joined = different.map((_, slot) => concatLayouts(contents.filter((__, i) => slots[i] === slot)));
  const places = index.map((at, i) => at + (before[tags[i] as number] as number));
  if (joined.length === 1) return takeLayout(joined[0] as Layout, places);
  return { is: 'union', tags: tags.map((tag) => slots[tag] as number), index: places, contents: joined };
}
