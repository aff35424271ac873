import { isInteger, present, type Type } from './tree/type.ts';

/** How the elements of a collection lead to elements of the same row. The names are fields of the elements. */
export type Link =
  /** The place in the target; below 0 or past its end there is none. */
  | { readonly is: 'index'; readonly field: string }
  /** Several such places, a list of as many that may be missing. */
  | { readonly is: 'indices'; readonly fields: readonly string[] }
  /** A record of the target's key and the place in it. */
  | { readonly is: 'keyed'; readonly field: string }
  /** A list of such records. */
  | { readonly is: 'keyedList'; readonly field: string }
  /** All elements of the target whose `parent` is the place of this one, which `place` holds. */
  | { readonly is: 'children'; readonly parent: string; readonly place: string }
  /** The first element on the way up along `parent` whose value differs from that of this one. */
  | { readonly is: 'distinctParent'; readonly parent: string; readonly value: string }
  /** All elements of the target that differ in the value and whose distinct parent is this one. */
  | { readonly is: 'distinctChildren'; readonly parent: string; readonly value: string; readonly place: string }
  /** For the first of a chain of elements with one value: the children of all of the chain that have another, and its ends. */
  | { readonly is: 'distinctChildrenDeep'; readonly parent: string; readonly value: string; readonly place: string };

/** A collection that references lead to; `key` is what links call it, where they tell several apart. */
export interface Target {
  readonly collection: string;
  readonly key?: number | undefined;
}

/** A property of the elements of a collection, which leads to elements of the same row. Plain data. */
export interface Reference {
  /** The collection, which is the name of its records. */
  readonly on: string;
  readonly name: string;
  /** The collections it leads to; several are joined, in this order, and have their common fields. */
  readonly targets: readonly Target[];
  readonly link: Link;
}

/** A reference that cannot be followed, and why. */
export interface DroppedReference {
  readonly on: string;
  readonly name: string;
  readonly why: string;
}

/** The two fields of a link by key and place, as ROOT files of ATLAS name them. */
export const LINK_FIELDS = { key: 'm_persKey', place: 'm_persIndex' } as const;

/** The fields that elements must have for the link. */
export function fieldsOf(link: Link): readonly string[] {
  switch (link.is) {
    case 'index':
    case 'keyed':
    case 'keyedList':
      return [link.field];
    case 'indices':
      return link.fields;
    case 'children':
      return [link.parent, link.place];
    case 'distinctParent':
      return [link.parent, link.value];
    case 'distinctChildren':
    case 'distinctChildrenDeep':
      return [link.parent, link.value, link.place];
  }
}

/** Whether the link leads to a list of elements, not to one. */
export function leadsToMany({ is }: Link): boolean {
  return !(is === 'index' || is === 'keyed' || is === 'distinctParent');
}

/** Whether values of the type are links by key and place. */
export function isKeyed(type: Type): boolean {
  if (type.is !== 'record') return false;
  const parts = [type.fields.get(LINK_FIELDS.key), type.fields.get(LINK_FIELDS.place)];
  return parts.every((part) => part !== undefined && isInteger(part));
}

/** Whether values of the type are lists of such links. */
export function isKeyedList(type: Type): boolean {
  const inner = present(type);
  return inner.is === 'list' && isKeyed(present(inner.of));
}
