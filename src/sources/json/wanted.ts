import { type ListType, present, type RecordType, type Type } from '../../../compiler/tree/type.ts';
import { Bools, type Growing, Integers, Reals, Texts } from '../memory/growing.ts';
import { Lists, Records, Slot } from '../memory/slot.ts';
import type { ColumnTree } from '../rows/column-tree.ts';
import { rowSlot } from './read.ts';

/** A place for rows of a known type that takes the wanted parts of them, and reads over the others. */
export function rowsOf(columns: ReadonlyMap<string, ColumnTree>, row: RecordType): Slot {
  const rows = rowSlot();
  rows.setContent(recordsOf(columns, row, rows));
  return rows;
}

function slotOf(tree: ColumnTree, type: Type, path: string, { options }: Slot): Slot {
  const slot = new Slot(path, options);
  if (type.is === 'option') slot.setMissing();
  slot.setContent(contentOf(tree, present(type), slot));
  return slot;
}

function contentOf(tree: ColumnTree, type: Type, slot: Slot): Growing {
  switch (tree.is) {
    case 'leaf':
      return leafOf(type, slot.path);
    case 'list':
      return listsOf(tree.of, (type as ListType).of, slot);
    case 'struct':
      return recordsOf(tree.fields, type as RecordType, slot);
  }
}

function leafOf(type: Type, path: string): Growing {
  if (type.is === 'bool') return new Bools();
  if (type.is === 'string') return new Texts();
  if (type.is !== 'number' || type.dtype === 'float64') return new Reals();
  return type.dtype === 'uint64' ? new Integers(path).asUnsigned() : new Integers(path);
}

function listsOf(tree: ColumnTree | undefined, of: Type, slot: Slot): Lists {
  const path = `${slot.path}[]`;
  if (tree !== undefined) return new Lists(slotOf(tree, of, path, slot));
  const content = new Slot(path, slot.options);
  content.counts = true;
  return new Lists(content);
}

function recordsOf(trees: ReadonlyMap<string, ColumnTree>, type: RecordType, slot: Slot): Records {
  const records = new Records(slot.path, slot.options);
  for (const [name, tree] of trees)
    records.know(name, slotOf(tree, type.fields.get(name) as Type, `${slot.path}.${name}`, slot));
  return records.close();
}
