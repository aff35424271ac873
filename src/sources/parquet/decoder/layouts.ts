import type { Layout } from '../../../../kernels/layout.ts';
import { sliceLayout } from '../../../../kernels/slice.ts';
import { numbersOf } from '../../../../kernels/parquet/integers.ts';
import { allValid, findLevel, validityOf } from '../../../../kernels/parquet/levels.ts';
import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import type { Texts } from '../../../../kernels/parquet/texts.ts';
import type { Words } from '../../../../kernels/parquet/values.ts';
import { missing } from '../missing.ts';
import type { DecodedChunk } from './chunk.ts';
import { type LeafPlan, leavesOfPlan, type PartPlan } from './column-plan.ts';

/** Rows `from` up to `to` of a row group, which begins at row `first` of the file. */
export interface RowSlice {
  readonly file: string;
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

/** Puts decoded chunks of one row group together to the layouts of stored columns. */
export class LayoutBuilder {
  readonly #slice: RowSlice;
  readonly #chunkOf: (leaf: LeafPlan) => DecodedChunk;
  /** Offsets from 0 on, by those of the whole row group: columns that share the one share the other. */
  readonly #offsets = new Map<Int32Array, Int32Array>();

  constructor(slice: RowSlice, chunkOf: (leaf: LeafPlan) => DecodedChunk) {
    this.#slice = slice;
    this.#chunkOf = chunkOf;
  }

  /** The layout of a column; throws where a value is missing that its type does not let be missing. */
  column(plan: PartPlan): Layout {
    return this.#part(plan, undefined);
  }

  #part(plan: PartPlan, list: Int32Array | undefined): Layout {
    const { structure } = this.#chunkOf(plan.from);
    const [from, to] = this.#range(list);
    const levels = list === undefined ? structure.rowLevels : structure.slotLevels;
    if (!plan.optional && plan.level > plan.above && levels !== undefined)
      this.#refuseMissing(plan, levels, from, to, list);
    const content = this.#content(plan, from, to, list);
    if (!plan.optional) return content;
    const valid = levels === undefined ? allValid(to - from) : validityOf(levels, from, to, plan.level);
    return { is: 'option', valid, content };
  }

  /** Which slots the rows have: elements of the list, or the rows themselves. */
  #range(list: Int32Array | undefined): [from: number, to: number] {
    const { from, to } = this.#slice;
    return list === undefined ? [from, to] : [list[from] as number, list[to] as number];
  }

  #content(plan: PartPlan, from: number, to: number, list: Int32Array | undefined): Layout {
    if (plan.is === 'leaf') {
      const { values } = this.#chunkOf(plan.from);
      if (values === undefined) throw new Error('a leaf without values');
      const { dtype } = plan.from;
      if (dtype === 'string') return sliceLayout({ is: 'strings', ...(values as Texts) }, from, to);
      return { is: 'numbers', dtype, data: numbersOf(values as Words, dtype, from, to) };
    }
    if (plan.is === 'list') return this.#list(plan);
    const fields = new Map([...plan.fields].map(([name, field]) => [name, this.#part(field, list)]));
    return { is: 'record', length: to - from, fields };
  }

  #list(plan: PartPlan & { is: 'list' }): Layout {
    const whole = this.#chunkOf(plan.from).structure.offsets as Int32Array;
    for (const leaf of leavesOfPlan(plan))
      if (this.#chunkOf(leaf).structure.offsets !== whole)
        throw new DamagedPage(`the parts of '${plan.name}' differ in the lengths of their lists`);
    const offsets = this.#cut(whole);
    const length = offsets[offsets.length - 1] as number;
    const content: Layout =
      plan.of === undefined ? { is: 'record', length, fields: new Map() } : this.#part(plan.of, whole);
    return { is: 'list', offsets, content };
  }

  #cut(whole: Int32Array): Int32Array {
    const { from, to } = this.#slice;
    if (from === 0 && to === whole.length - 1) return whole;
    const known = this.#offsets.get(whole);
    if (known !== undefined) return known;
    const offsets = whole.slice(from, to + 1);
    const base = offsets[0] as number;
    for (let i = 0; i < offsets.length; i++) offsets[i] = (offsets[i] as number) - base;
    this.#offsets.set(whole, offsets);
    return offsets;
  }

  #refuseMissing(
    { is, name, level, above }: PartPlan,
    levels: Uint8Array,
    from: number,
    to: number,
    list: Int32Array | undefined,
  ): void {
    const at = findLevel(levels, from, to, above, level);
    if (at < 0) return;
    const row = list === undefined ? at : list.findIndex((offset) => offset > at) - 1;
    throw missing(is === 'list' ? 'list' : 'value', name, this.#slice.first + row, this.#slice.file);
  }
}
