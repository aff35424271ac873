import { nanoReferences, withPlaces } from './nano-references.ts';
import { physliteReferences } from './physlite-links.ts';
import { named, rowOf, type Schema } from './schema.ts';

/** Columns as they are stored. */
export const plain: Schema = {
  name: 'plain',
  fits: () => true,
  arrange: (columns) => rowOf(columns),
};

/**
 * Columns as they are stored; records are named after their column, so that behaviours find them. Where their fields
 * are those of NanoAOD or PHYSLITE they refer to each other as there.
 */
export const restructured: Schema = {
  name: 'restructured',
  fits: (columns) => columns.some(({ type }) => named(type, '?') !== type),
  arrange: (columns) => {
    const fields = columns.map((column) => ({ ...column, type: named(column.type, column.name) }));
    return physliteReferences(nanoReferences(rowOf(withPlaces(fields))));
  },
};
