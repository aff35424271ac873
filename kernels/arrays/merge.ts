import { concatLayouts } from '../concat.ts';
import { type Layout, lengthOf, type UnionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { formOf, sameForm } from './form.ts';
import { mergedForm } from './merge-forms.ts';
import { widen } from './widen.ts';

/** How layouts of unlike types are put together. */
export interface Merging {
  /** Whether truth values and numbers become numbers; otherwise they stay side by side in a union. */
  readonly boolsAreNumbers: boolean;
}

/**
 * The values of several layouts, one after the other, in the type that holds them all: numbers take the common element
 * type, lists and records are merged inside, an option anywhere makes an option, and what does not go together becomes a
 * union. Missing values of no known type are missing values of the common type.
 */
export function mergeLayouts(parts: readonly Layout[], merging: Merging): Layout {
  return parts.length === 0 ? { is: 'nothing', length: 0 } : concatLayouts(inOneForm(parts, merging));
}

/** Layouts of unlike types, each in the form that holds the values of all. */
export function inOneForm(parts: readonly Layout[], { boolsAreNumbers }: Merging): readonly Layout[] {
  const form = mergedForm(parts.map(formOf), boolsAreNumbers);
  return parts.map((part) => widen(part, form, boolsAreNumbers));
}

/** A union whose contents that are alike have become one; where all have, no union. */
export function unionOf(union: UnionLayout, merging: Merging = { boolsAreNumbers: false }): Layout {
  const own = formOf(union);
  if (sameForm(own, mergedForm([own], merging.boolsAreNumbers))) return union;
  return choose(union.tags, union.index, union.contents, merging);
}

/** Value i is contents[tags[i]][index[i]]; a union only where the contents do not merge. */
export function choose(
  tags: ArrayLike<number>,
  index: Int32Array,
  contents: readonly Layout[],
  merging: Merging = { boolsAreNumbers: true },
): Layout {
  const [only] = contents;
  if (contents.length === 1 && only !== undefined) return takeLayout(only, index);
  let total = 0;
  const before = contents.map((content) => {
    const start = total;
    total += lengthOf(content);
    return start;
  });
  const places = new Int32Array(index.length);
  for (let i = 0; i < places.length; i++) {
    const at = index[i] as number;
    places[i] = at < 0 ? -1 : at + (before[tags[i] as number] as number);
  }
  return takeLayout(mergeLayouts(contents, merging), places);
}
