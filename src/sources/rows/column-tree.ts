import type { LeafType, ReadTree } from './read-tree.ts';

/** The part of one stored column that is read. */
export type ColumnTree =
  | { readonly is: 'leaf'; readonly optional: boolean; readonly type: LeafType }
  /** `of` is undefined where only the lengths count. */
  | { readonly is: 'list'; readonly optional: boolean; of: ColumnTree | undefined }
  | { readonly is: 'struct'; readonly optional: boolean; readonly fields: Map<string, ColumnTree> };

type Step =
  | { readonly is: 'list'; readonly optional: boolean }
  | { readonly is: 'struct'; readonly optional: boolean; readonly name: string };

/** The stored columns that a tree reads, with the part that is read of each. */
export function columnTrees(tree: ReadTree): Map<string, ColumnTree> {
  const columns = new Map<string, ColumnTree>();
  visit(tree, [], columns);
  return columns;
}

function visit(tree: ReadTree, steps: readonly Step[], columns: Map<string, ColumnTree>): void {
  switch (tree.is) {
    case 'column':
      return insert(columns, tree.column, steps, { is: 'leaf', optional: tree.optional, type: tree.type });
    case 'counted':
      return insert(columns, tree.column, [], { is: 'leaf', optional: false, type: 'count' });
    case 'lengths':
    case 'place':
      return insert(columns, tree.column, steps, undefined);
    case 'list':
      return visit(tree.of, [...steps, { is: 'list', optional: tree.optional }], columns);
    case 'record':
      for (const [name, field] of tree.fields) {
        visit(field, tree.struct ? [...steps, { is: 'struct', optional: tree.optional, name }] : steps, columns);
      }
  }
}

function insert(
  columns: Map<string, ColumnTree>,
  column: string,
  steps: readonly Step[],
  leaf: ColumnTree | undefined,
): void {
  const merged = merge(columns.get(column), steps, 0, leaf);
  if (merged !== undefined) columns.set(column, merged);
}

function merge(
  at: ColumnTree | undefined,
  steps: readonly Step[],
  depth: number,
  leaf: ColumnTree | undefined,
): ColumnTree | undefined {
  const step = steps[depth];
  if (step === undefined) return at === undefined || (at.is === 'leaf' && at.type === 'count') ? (leaf ?? at) : at;
  if (step.is === 'list') {
    const list =
      at?.is === 'list'
        ? at
        : { is: 'list' as const, optional: step.optional, of: undefined as ColumnTree | undefined };
    list.of = merge(list.of, steps, depth + 1, leaf);
    return list;
  }
  const struct =
    at?.is === 'struct'
      ? at
      : { is: 'struct' as const, optional: step.optional, fields: new Map<string, ColumnTree>() };
  const inner = merge(struct.fields.get(step.name), steps, depth + 1, leaf);
  if (inner !== undefined) struct.fields.set(step.name, inner);
  return struct;
}
