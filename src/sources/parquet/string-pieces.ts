import type { Vector } from '@duckdb/node-bindings';
import type { StringsLayout } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import type { Rows } from './validity.ts';
import type { BuilderContext } from './vector-builders.ts';

const SLOT = 16;
const LONGEST_INLINE = 12;

/** Collects texts from DuckDB's 16-byte slots: up to 12 bytes stand in the slot, longer ones elsewhere. */
export class StringPieces {
  readonly #context: BuilderContext;
  #bytes = new Uint8Array(1024);
  #used = 0;
  #offsets = new Int32Array(1024);
  #count = 0;

  constructor(context: BuilderContext) {
    this.#context = context;
  }

  append(vector: Vector, rows: Rows, valid: Uint8Array | undefined): void {
    const slots = this.#context.duckdb.vector_get_data(vector, rows.upTo * SLOT);
    const view = new DataView(slots.buffer, slots.byteOffset, slots.byteLength);
    for (let i = 0; i < rows.count; i++) {
      if (valid === undefined || valid[i] === 1)
        this.#take(slots, view, SLOT * (rows.index === undefined ? rows.from + i : (rows.index[i] as number)));
      this.#end();
    }
  }

  finish(): StringsLayout {
    return { is: 'strings', offsets: this.#offsets.slice(0, this.#count + 1), bytes: this.#bytes.slice(0, this.#used) };
  }

  #take(slots: Uint8Array, view: DataView, at: number): void {
    const length = view.getUint32(at, true);
    this.#reserve(length);
    if (length <= LONGEST_INLINE) this.#bytes.set(slots.subarray(at + 4, at + 4 + length), this.#used);
    else
      this.#bytes.set(
        this.#context.duckdb.get_data_from_pointer(slots.buffer as ArrayBuffer, slots.byteOffset + at + 8, length),
        this.#used,
      );
    this.#used += length;
  }

  #end(): void {
    this.#count++;
    if (this.#count === this.#offsets.length) {
      const more = new Int32Array(2 * this.#offsets.length);
      more.set(this.#offsets);
      this.#offsets = more;
    }
    this.#offsets[this.#count] = this.#used;
  }

  #reserve(length: number): void {
    const needed = this.#used + length;
    if (needed <= this.#bytes.length) return;
    if (needed > 0x7fffffff) {
      const { column, file } = this.#context;
      throw new SourceError('too-large', `column '${column}' of ${file} has more than 2 GiB of text in one partition`, {
        hint: 'use a smaller chunkSize',
      });
    }
    const more = new Uint8Array(Math.min(0x7fffffff, Math.max(needed, 2 * this.#bytes.length)));
    more.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = more;
  }
}
