import type { Expr } from './tree/expr.ts';
import type { RecordType } from './tree/type.ts';

/** Methods and properties of records that have certain fields. A stored field wins over a computed one. */
export interface Behavior {
  readonly name: string;
  /** Whether records of the type have this behaviour. */
  applies(type: RecordType): boolean;
  /** Computed properties: the expression of the record they stand for. */
  readonly properties: ReadonlyMap<string, (self: Expr) => Expr>;
  readonly methods: ReadonlyMap<string, (self: Expr, args: readonly Expr[]) => Expr>;
}
