import { named, rowOf, type Schema } from './schema.ts';

/** Columns as they are stored. */
export const plain: Schema = {
  name: 'plain',
  fits: () => true,
  arrange: (columns) => rowOf(columns),
};

/** Columns as they are stored; records are named after their column, so that behaviours find them. */
export const restructured: Schema = {
  name: 'restructured',
  fits: (columns) => columns.some(({ type }) => named(type, '?') !== type),
  arrange: (columns) => rowOf(columns.map((column) => ({ ...column, type: named(column.type, column.name) }))),
};
