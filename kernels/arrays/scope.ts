import { type Layout, type ListLayout, lengthOf, type OptionLayout, type UnionLayout } from '../layout.ts';
import { isValid } from '../bits.ts';
import { ownRow, type RowOf, rowOfElements, rowOfKind } from './rows.ts';

/** Where values stand in an array: which row each is in, and which ones there are no missing values around. */
export interface Scope {
  readonly rowOf: RowOf;
  /** One byte a value: 0 where it is hidden, so that nothing may be said against it. Undefined: none is. */
  readonly visible?: Uint8Array | undefined;
}

/** The rows of an array. */
export const wholeArray: Scope = { rowOf: ownRow };

/** The elements of lists. */
export function ofElements({ rowOf, visible }: Scope, { offsets, content }: ListLayout): Scope {
  const inner = rowOfElements(rowOf, offsets);
  if (visible === undefined) return { rowOf: inner };
  const flags = new Uint8Array(lengthOf(content));
  for (let i = 0; i + 1 < offsets.length; i++) if (visible[i] === 1) flags.fill(1, offsets[i], offsets[i + 1]);
  return { rowOf: inner, visible: flags };
}

/** What may be missing. */
export function ofPresent({ rowOf, visible }: Scope, { valid, content }: OptionLayout): Scope {
  const flags = new Uint8Array(lengthOf(content));
  for (let i = 0; i < flags.length; i++) flags[i] = visible?.[i] !== 0 && isValid(valid, i) ? 1 : 0;
  return { rowOf, visible: flags };
}

/** The values of one kind in a union; those that no place has are hidden. */
export function ofKind({ rowOf, visible }: Scope, union: UnionLayout, tag: number): Scope {
  const flags = new Uint8Array(lengthOf(union.contents[tag] as Layout));
  for (let i = 0; i < union.tags.length; i++)
    if (union.tags[i] === tag && visible?.[i] !== 0) flags[union.index[i] as number] = 1;
  return { rowOf: rowOfKind(rowOf, union, tag), visible: flags };
}

/** The first value that is not hidden and fails a test; -1 where there is none. */
export function firstFailing(length: number, { visible }: Scope, fits: (at: number) => boolean): number {
  for (let i = 0; i < length; i++) if (visible?.[i] !== 0 && !fits(i)) return i;
  return -1;
}

/** The single values of an array, everywhere in it, replaced by others of the same number. */
export function mapLeaves(
  layout: Layout,
  change: (leaf: Layout, scope: Scope) => Layout,
  scope: Scope = wholeArray,
): Layout {
  switch (layout.is) {
    case 'list':
      return { ...layout, content: mapLeaves(layout.content, change, ofElements(scope, layout)) };
    case 'option':
      return { ...layout, content: mapLeaves(layout.content, change, ofPresent(scope, layout)) };
    case 'record':
      return {
        ...layout,
        fields: new Map([...layout.fields].map(([name, field]) => [name, mapLeaves(field, change, scope)])),
      };
    case 'union':
      return {
        ...layout,
        contents: layout.contents.map((content, tag) => mapLeaves(content, change, ofKind(scope, layout, tag))),
      };
    default:
      return change(layout, scope);
  }
}
