import type { Layout, ListLayout, NumbersLayout, OptionLayout, RecordLayout } from '../../../kernels/layout.ts';
import { indexInList } from '../../../kernels/broadcast.ts';
import { lengthOf } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { type Leaf, leavesOf, type ReadTree } from './read-tree.ts';

/** Where the rows come from, for messages. */
export interface Origin {
  readonly file: string;
  /** The file's row number of the first row; undefined where rows were left out. */
  readonly firstRow: number | undefined;
}

/** A stored column on the way down to a part of it: `depth` names of `inside` are behind. */
interface View {
  readonly layout: Layout;
  readonly depth: number;
}
type Views = ReadonlyMap<string, View>;

/** Puts the stored columns together to rows: zips lists, groups columns into records, counts lists up. */
export function assemble(
  tree: ReadTree,
  columns: ReadonlyMap<string, Layout>,
  rows: number,
  origin: Origin,
): RecordLayout {
  const views = new Map([...columns].map(([name, layout]) => [name, { layout, depth: 0 }]));
  return new Assembler(origin).build(tree, views, rows) as RecordLayout;
}

/** A message's words for row `i` of what was read. */
export function rowName(origin: Origin, i: number): string {
  return origin.firstRow === undefined ? `row ${i} of those that passed the filter` : `row ${origin.firstRow + i}`;
}

// Goes down the records of a stored column, to the first thing that is none.
function descend(views: Views, { column, inside }: Leaf): View {
  let { layout, depth } = views.get(column) as View;
  while (layout.is === 'record' && depth < inside.length) {
    layout = layout.fields.get(inside[depth] as string) as Layout;
    depth++;
  }
  return { layout, depth };
}

class Assembler {
  readonly #origin: Origin;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** `offsets` are those of the list around the tree. */
  build(tree: ReadTree, views: Views, length: number, offsets?: Int32Array): Layout {
    switch (tree.is) {
      case 'column':
        return descend(views, tree).layout;
      case 'lengths':
        return { is: 'record', length, fields: new Map() };
      case 'counted':
        return this.#count(tree.column, (views.get(tree.column) as View).layout as NumbersLayout);
      case 'list':
        return this.#list(tree, views);
      case 'record':
        return this.#record(tree, views, length, offsets);
      case 'place':
        return { is: 'numbers', dtype: 'int32', data: Int32Array.from(indexInList(offsets as Int32Array)) };
    }
  }

  #record(tree: ReadTree & { is: 'record' }, views: Views, length: number, offsets?: Int32Array): Layout {
    const [leaf] = leavesOf(tree).values();
    if (tree.optional && leaf !== undefined) {
      const { layout, depth } = descend(views, leaf);
      if (layout.is === 'option') {
        const content = this.#record(
          { ...tree, optional: false },
          new Map([[leaf.column, { layout: layout.content, depth }]]),
          length,
          offsets,
        );
        return { is: 'option', valid: layout.valid, content };
      }
    }
    const fields = new Map<string, Layout>();
    for (const [name, field] of tree.fields) fields.set(name, this.build(field, views, length, offsets));
    return { is: 'record', length, fields };
  }

  #list(tree: ReadTree & { is: 'list' }, views: Views): Layout {
    const contents = new Map<string, View>();
    let first: { column: string; offsets: Int32Array; valid: Uint8Array | undefined } | undefined;
    for (const leaf of leavesOf(tree.of).values()) {
      const { layout, depth } = descend(views, leaf);
      if (layout.is === 'option' && !tree.optional) this.#refuseMissing(leaf.column, layout);
      const { offsets, content } = (layout.is === 'option' ? layout.content : layout) as ListLayout;
      if (first === undefined)
        first = {
          column: leaf.column,
          offsets,
          valid: layout.is === 'option' && tree.optional ? layout.valid : undefined,
        };
      else this.#compare(first.column, first.offsets, leaf.column, offsets);
      contents.set(leaf.column, { layout: content, depth });
    }
    if (first === undefined)
      throw new SourceError('bad-form', `cannot read ${this.#origin.file}: a list without columns`);
    const { offsets, valid } = first;
    const content = this.build(tree.of, contents, offsets[offsets.length - 1] as number, offsets);
    const list: ListLayout = { is: 'list', offsets, content, ...(tree.size === undefined ? {} : { size: tree.size }) };
    return valid === undefined ? list : { is: 'option', valid, content: list };
  }

  #refuseMissing(column: string, { valid, content }: OptionLayout): void {
    for (let i = 0; i < lengthOf(content); i++) {
      if (((valid[i >> 3] as number) >> (i & 7)) & 1) continue;
      const reason = `a list is missing in column '${column}', ${rowName(this.#origin, i)} of ${this.#origin.file}`;
      throw new SourceError('missing-list', reason, {
        hint: "lists of one collection cannot be missing; the schema 'plain' keeps them apart",
      });
    }
  }

  #compare(a: string, left: Int32Array, b: string, right: Int32Array): void {
    // sources give columns with equal lists the same offsets where they can
    if (left === right) return;
    for (let i = 1; i < left.length; i++) {
      if (left[i] === right[i]) continue;
      const counts = [left, right].map((offsets) => (offsets[i] as number) - (offsets[i - 1] as number));
      const where = `${rowName(this.#origin, i - 1)} of ${this.#origin.file}`;
      const reason = `columns '${a}' and '${b}' do not go together: in ${where} they have ${counts[0]} and ${counts[1]} values`;
      throw new SourceError('lengths-differ', reason, {
        hint: "columns of one collection need equally long lists; the schema 'plain' keeps them apart",
      });
    }
  }

  #count(column: string, layout: NumbersLayout): Layout {
    const rows = lengthOf(layout);
    const offsets = new Int32Array(rows + 1);
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const count = Number(layout.data[i]);
      sum += count;
      if (count < 0 || sum > 0x7fffffff) {
        const where = `${rowName(this.#origin, i)} of ${this.#origin.file}`;
        throw new SourceError(
          'bad-counter',
          `column '${column}' counts list elements, but is ${count} in ${where} (${sum} in all)`,
        );
      }
      offsets[i + 1] = sum;
    }
    return { is: 'list', offsets, content: { is: 'record', length: sum, fields: new Map() } };
  }
}
