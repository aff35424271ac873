import type { ExplainOptions } from '../../compiler/explain.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { type ListType, showType } from '../../compiler/tree/type.ts';
import type { RunOptions } from '../execute/run.ts';
import { computeAll } from './compute.ts';
import { ASK, type Asked, type Core, simplyAsked } from './core.ts';
import { analyzeAll, explainAll } from './explain.ts';

/** A lazy value for the whole dataset: a count, a sum over rows. */
export class Reduced {
  readonly #core: Core;
  readonly #call: CallExpr;
  readonly #finish: (value: unknown) => unknown;
  readonly #type: string | undefined;
  /** `type` says what `finish` makes of the value, where that is of another type. */
  constructor(core: Core, expr: CallExpr, finish: (value: unknown) => unknown = (value) => value, type?: string) {
    this.#core = core;
    this.#call = expr;
    this.#finish = finish;
    this.#type = type;
    Object.freeze(this);
  }

  /** The type in datashape notation. */
  get type(): string {
    if (this.#type !== undefined) return this.#type;
    const { op, type } = this.#call;
    return showType(op === 'collect' ? (type as ListType).of : type);
  }

  /** Computes it. */
  async value(options?: RunOptions): Promise<unknown> {
    return (await computeAll({ value: this }, options))['value'];
  }

  /** The plan; nothing runs. */
  explain(options?: ExplainOptions): string {
    return explainAll({ value: this }, options);
  }

  /** The plan, and what running it took. */
  analyze(options?: ExplainOptions): Promise<string> {
    return analyzeAll({ value: this }, options);
  }

  [ASK](): Asked {
    return simplyAsked(this.#core, this.#call, this.#finish);
  }

  /** A value that has not been computed cannot stand in arithmetic or in a condition. */
  [Symbol.toPrimitive](): never {
    throw new ExpressionError('not-computed', 'a value of all rows is not computed yet', {
      hint: 'const total = await reduced.value()',
    });
  }
}
