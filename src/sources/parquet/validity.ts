import type { Vector } from '@duckdb/node-bindings';
import type { Layout } from '../../../kernels/layout.ts';
import { missing } from './missing.ts';
import type { BuilderContext } from './vector-builders.ts';

/** Rows of a vector: `count` from `from` on, or those that `index` names. */
export interface Rows {
  readonly from: number;
  readonly count: number;
  readonly index: Int32Array | undefined;
  /** One more than the greatest row. */
  readonly upTo: number;
  /** One byte a row: 0 where the struct around is missing. */
  readonly present: Uint8Array | undefined;
  /** The file's row that row `i` of these belongs to. */
  readonly rowOf: (i: number) => number;
}

/** Collects which values are there; refuses missing ones where the type has none. */
export class Validity {
  readonly #optional: boolean;
  readonly #what: 'value' | 'list';
  readonly #context: BuilderContext;
  /** One byte a value, a piece a vector; a number stands for as many values that are all there. */
  readonly #pieces: (Uint8Array | number)[] = [];

  constructor(optional: boolean, what: 'value' | 'list', context: BuilderContext) {
    this.#optional = optional;
    this.#what = what;
    this.#context = context;
  }

  /** One byte a row, 0 where the value is missing; undefined where all are there. */
  take(vector: Vector, rows: Rows): Uint8Array | undefined {
    const flags = rows.count === 0 ? undefined : this.#flags(vector, rows);
    if (this.#optional) this.#pieces.push(flags ?? rows.count);
    else if (flags !== undefined) this.#refuse(flags, rows);
    return flags;
  }

  /** The layout, as an option where the type is one. */
  wrap(content: Layout): Layout {
    if (!this.#optional) return content;
    const length = this.#pieces.reduce<number>(
      (sum, piece) => sum + (typeof piece === 'number' ? piece : piece.length),
      0,
    );
    const valid = new Uint8Array((length + 7) >> 3);
    let at = 0;
    for (const piece of this.#pieces) {
      const count = typeof piece === 'number' ? piece : piece.length;
      for (let i = 0; i < count; i++, at++)
        if (typeof piece === 'number' || piece[i] === 1) (valid[at >> 3] as number) |= 1 << (at & 7);
    }
    return { is: 'option', valid, content };
  }

  #flags(vector: Vector, { from, count, index, upTo }: Rows): Uint8Array | undefined {
    // A missing bitmap means that nothing is missing. The bitmap has 64-bit words.
    const bits = this.#context.duckdb.vector_get_validity(vector, ((upTo + 63) >> 6) << 3) as Uint8Array | null;
    if (bits === null) return undefined;
    const flags = new Uint8Array(count);
    let missing = 0;
    for (let i = 0; i < count; i++) {
      const row = index === undefined ? from + i : (index[i] as number);
      const bit = ((bits[row >> 3] as number) >> (row & 7)) & 1;
      flags[i] = bit;
      missing += 1 - bit;
    }
    return missing === 0 ? undefined : flags;
  }

  #refuse(flags: Uint8Array, { present, rowOf }: Rows): void {
    const at = flags.findIndex((flag, i) => flag === 0 && present?.[i] !== 0);
    if (at < 0) return;
    const { column, file } = this.#context;
    throw missing(this.#what, column, rowOf(at), file);
  }
}
