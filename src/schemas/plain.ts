import { nanoReferences, withPlaces } from './nano-references.ts';
import { physliteReferences } from './physlite-links.ts';
import { type Arrangement, named, rowOf, type Schema } from './schema.ts';

/** Columns as they are stored. */
export const plain: Schema = {
  name: 'plain',
  fits: () => true,
  arrange: (columns) => rowOf(columns),
};

/**
 * Columns as they are stored; records are named after their column, so that behaviours find them. Where their fields
 * are those of NanoAOD or of PHYSLITE they refer to each other as there.
 */
export const restructured: Schema = {
  name: 'restructured',
  fits: (columns) => columns.some(({ type }) => named(type, '?') !== type),
  arrange: (columns) => {
    const made = rowOf(withPlaces(columns.map((column) => ({ ...column, type: named(column.type, column.name) }))));
    // the names of containers are not stored; those that links lead to are the names of the collections
    return withBoth(nanoReferences(made), physliteReferences(made, new Map()));
  },
};

function withBoth(one: Arrangement, other: Arrangement): Arrangement {
  return {
    ...one,
    references: [...(one.references ?? []), ...(other.references ?? [])],
    dropped: [...(one.dropped ?? []), ...(other.dropped ?? [])],
  };
}
