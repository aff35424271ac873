import type { Layout } from '../../../../kernels/layout.ts';
import { storedSize } from '../../../../kernels/parquet/integers.ts';
import type { Texts } from '../../../../kernels/parquet/texts.ts';
import { wordsFor } from '../../../../kernels/parquet/values.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Footer, RowGroup } from '../footer.ts';
import type { ColumnChunk } from '../metadata.ts';
import { type DecodedChunk, decodeChunk } from './chunk.ts';
import { loadCodec, type PageCodec } from './codecs.ts';
import { type LeafPlan, leavesOfPlan, type PartPlan } from './column-plan.ts';
import { damageOf } from './damage.ts';
import { LayoutBuilder } from './layouts.ts';
import { type ByteRange, readRanges } from './read-ranges.ts';
import { Lease } from './rooms.ts';
import { type Structure, Structures } from './structure.ts';

/** Rows of one row group, counted in the file, and the columns that are wanted. */
export interface GroupRequest {
  readonly footer: Footer;
  readonly group: number;
  readonly start: number;
  readonly stop: number;
  readonly columns: ReadonlyMap<string, PartPlan>;
  /** Whether more columns of these rows may be asked for after. */
  readonly more: boolean;
}

/** Columns of a row group, in memory that is used again when they are given back. */
export interface DecodedColumns {
  readonly columns: Map<string, Layout>;
  /** Nobody looks at the columns any more, but at those whose buffers are kept. */
  readonly giveBack: ((kept: ReadonlySet<ArrayBufferLike>) => void) | undefined;
}

/** Reads columns with the decoder. Row groups that are cut into several partitions or read in two steps are decoded once. */
export class OwnScan {
  /** What is decoded of the row group that was last read in parts. */
  #kept: DecodedGroup | undefined;

  async read(
    { footer, group, start, stop, columns, more }: GroupRequest,
    signal?: AbortSignal,
  ): Promise<DecodedColumns> {
    const { rows } = footer.groups[group] as RowGroup;
    const first = footer.groups.slice(0, group).reduce((sum, before) => sum + before.rows, 0);
    const decoded = this.#groupOf(footer, group, more || stop - start < rows);
    decoded.users++;
    const leaves = [...columns.values()].flatMap((plan) => leavesOfPlan(plan));
    const chunks = await decoded.chunks(leaves, signal);
    const slice = { file: footer.file, first, from: start - first, to: stop - first };
    const builder = new LayoutBuilder(slice, (leaf) => chunks.get(keyOf(leaf)) as DecodedChunk);
    const found = new Map<string, Layout>();
    for (const [name, plan] of columns)
      found.set(
        name,
        decoded.guarded(plan.name, () => builder.column(plan)),
      );
    return { columns: found, giveBack: (kept) => this.#giveBack(decoded, kept) };
  }

  #groupOf(footer: Footer, group: number, keep: boolean): DecodedGroup {
    const last = this.#kept;
    const decoded = last?.footer === footer && last.group === group ? last : new DecodedGroup(footer, group);
    this.#kept = keep ? decoded : undefined;
    if (last !== decoded) last?.endWhereUnused();
    return decoded;
  }

  #giveBack(decoded: DecodedGroup, kept: ReadonlySet<ArrayBufferLike>): void {
    decoded.giveBack(kept);
    if (decoded !== this.#kept) decoded.endWhereUnused();
  }
}

/** The columns of no rows. */
export function emptyColumns(file: string, columns: ReadonlyMap<string, PartPlan>): Map<string, Layout> {
  const builder = new LayoutBuilder({ file, first: 0, from: 0, to: 0 }, ({ dtype }) => ({
    structure: NO_ROWS,
    values: dtype === 'string' ? NO_TEXTS : wordsFor(storedSize(dtype), 0),
  }));
  return new Map([...columns].map(([name, plan]) => [name, builder.column(plan)]));
}

const NO_TEXTS: Texts = { offsets: new Int32Array(1), bytes: new Uint8Array(0) };

const NO_ROWS: Structure = {
  rows: 0,
  offsets: new Int32Array(1),
  slots: 0,
  present: [],
  slotLevels: undefined,
  rowLevels: undefined,
};

/** A file begins with them. */
const MAGIC_BYTES = 4;

const keyOf = ({ leaf, levelsOnly, shape }: LeafPlan): string => `${leaf} ${levelsOnly} ${shape.leaf}`;

/** A row group of which chunks are decoded when they are first asked for. */
class DecodedGroup {
  readonly footer: Footer;
  readonly group: number;
  /** How many have columns of it that were not given back. */
  users = 0;
  readonly #lease = new Lease();
  readonly #structures: Structures;
  readonly #chunks = new Map<string, Promise<DecodedChunk>>();
  /** Where results lie. */
  readonly #kept = new Set<ArrayBufferLike>();

  constructor(footer: Footer, group: number) {
    this.footer = footer;
    this.group = group;
    this.#structures = new Structures((footer.groups[group] as RowGroup).rows, this.#lease);
  }

  giveBack(kept: ReadonlySet<ArrayBufferLike>): void {
    this.users--;
    for (const buffer of kept) this.#kept.add(buffer);
  }

  /** Gives its memory back, where nobody has columns of it; those who fail to give theirs back keep it. */
  endWhereUnused(): void {
    if (this.users === 0) this.#lease.giveAll(this.#kept);
  }

  async chunks(leaves: readonly LeafPlan[], signal?: AbortSignal): Promise<Map<string, DecodedChunk>> {
    const asked = new Map(leaves.map((leaf) => [keyOf(leaf), leaf]));
    this.#start(
      [...asked].filter(([key]) => !this.#chunks.has(key)),
      signal,
    );
    const found = new Map<string, DecodedChunk>();
    for (const key of asked.keys()) found.set(key, await (this.#chunks.get(key) as Promise<DecodedChunk>));
    return found;
  }

  #start(asked: readonly (readonly [key: string, leaf: LeafPlan])[], signal?: AbortSignal): void {
    const decoding = this.#decode(
      asked.map(([, leaf]) => leaf),
      signal,
    );
    for (const [i, [key]] of asked.entries()) {
      const decoded = decoding.then((chunks) => chunks[i] as DecodedChunk);
      this.#chunks.set(key, decoded);
      // what failed may be tried again; whoever asked hears of it
      decoded.catch(() => this.#chunks.delete(key));
    }
  }

  /** Reads the chunks of several leaves at once, then decodes one after the other. */
  async #decode(leaves: readonly LeafPlan[], signal?: AbortSignal): Promise<DecodedChunk[]> {
    if (leaves.length === 0) return [];
    const group = this.footer.groups[this.group] as RowGroup;
    const chunks = leaves.map(({ leaf }) => group.chunk(leaf));
    const ranges = leaves.map((leaf, i) => this.#rangeOf(leaf, chunks[i] as ColumnChunk));
    const bytes = await readRanges(this.footer, ranges, this.#lease, signal);
    const codecs = await Promise.all(chunks.map(({ codec }) => loadCodec(codec)));
    const decoded: DecodedChunk[] = [];
    for (const [i, leaf] of leaves.entries()) {
      signal?.throwIfAborted();
      const [chunk, codec] = [chunks[i] as ColumnChunk, codecs[i] as PageCodec];
      decoded.push(
        this.guarded(leaf.name, () =>
          decodeChunk(bytes[i] as Uint8Array, chunk, leaf, this.#structures, codec, this.#lease),
        ),
      );
    }
    // of bytes that are not compressed, values may be views
    if (codecs.every(({ memory }) => memory !== 'in')) for (const { buffer } of bytes) this.#lease.give(buffer);
    return decoded;
  }

  #rangeOf({ name }: LeafPlan, { start, compressedSize }: ColumnChunk): ByteRange {
    if (start >= MAGIC_BYTES && start + compressedSize <= this.footer.size) return { start, length: compressedSize };
    throw this.#damaged(name, 'its bytes are not inside the file');
  }

  /** Does something with a column; what is damaged is told with its place. */
  guarded<T>(column: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw this.#damaged(column, damageOf(error));
    }
  }

  #damaged(column: string, what: string): SourceError {
    const reason = `cannot read column '${column}' in row group ${this.group} of ${this.footer.file}: ${what}`;
    return new SourceError('damaged', reason, {
      hint: "the file is damaged; write or copy it again, or try { scan: 'duckdb' }",
    });
  }
}
