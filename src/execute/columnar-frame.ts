import type { Expr, ParamExpr } from '../../compiler/tree/expr.ts';
import { takeIndex } from '../../kernels/take.ts';
import type { Lazy, Value } from './columnar-value.ts';

/**
 * An axis with what parameters stand for on it. A frame binds the parameters of a lambda over the elements of lists of
 * its parent, or (without parameters) narrows its parent to the positions at which something counts.
 */
export class Frame {
  readonly length: number;
  readonly parent: Frame | undefined;
  /** For each position: where it belongs on the parent's axis. */
  readonly up: Int32Array | undefined;
  readonly level: number;
  readonly params: Map<ParamExpr, Lazy>;
  readonly memo = new Map<Expr, Value>();
  /** The row of the source of each position, where it is not the position itself or found through the parent. */
  readonly rows: Int32Array | undefined;
  private readonly narrowed = new Map<Int32Array, Frame>();
  private readonly paths = new Map<Frame, Int32Array>();

  constructor(
    length: number,
    params: Map<ParamExpr, Lazy>,
    above?: { parent: Frame; up: Int32Array; level: number },
    rows?: Int32Array,
  ) {
    this.length = length;
    this.params = params;
    this.parent = above?.parent;
    this.up = above?.up;
    this.level = above?.level ?? 0;
    this.rows = rows;
  }

  get narrows(): boolean {
    return this.params.size === 0 && this.parent !== undefined;
  }

  /** Whether an expression must not be computed further out than here. */
  binds(expr: Expr): boolean {
    return this.parent === undefined || (!this.narrows && expr.free.includes(this.level));
  }

  /** The same values at some positions. */
  narrow(index: Int32Array): Frame {
    const known =
      this.narrowed.get(index) ?? new Frame(index.length, new Map(), { parent: this, up: index, level: this.level });
    this.narrowed.set(index, known);
    return known;
  }

  /** What a parameter stands for. */
  lookup(param: ParamExpr): Lazy {
    const known = this.params.get(param);
    if (known !== undefined) return known;
    if (this.parent === undefined) throw new Error(`parameter ${param.level} is not bound`);
    return this.parent.lookup(param).take(this.up as Int32Array);
  }

  /** Where the positions belong on the axis of a frame further out. */
  pathTo(outer: Frame): Int32Array {
    const known = this.paths.get(outer);
    if (known !== undefined) return known;
    const up = this.up as Int32Array;
    const path = this.parent === outer ? up : takeIndex((this.parent as Frame).pathTo(outer), up);
    this.paths.set(outer, path);
    return path;
  }

  /** The row of the source that a position belongs to. */
  rowOf(at: number): number {
    if (this.parent !== undefined) return this.parent.rowOf((this.up as Int32Array)[at] as number);
    return this.rows === undefined ? at : (this.rows[at] as number);
  }
}
