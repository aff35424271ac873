import type { Expr } from './tree/expr.ts';
import type { RecordType } from './tree/type.ts';
import type { Argument } from './vocabulary.ts';

/** What a method of records, or of lists of records, stands for. Values among the arguments are never missing. */
export type MethodExpansion = (self: Expr, args: readonly Argument[]) => Expr;

/** What records of one type have beside their fields. */
export interface Members {
  /** Computed properties: the expression of the record they stand for. */
  readonly properties: ReadonlyMap<string, (self: Expr) => Expr>;
  readonly methods: ReadonlyMap<string, MethodExpansion>;
  /** Methods of a list of such records, as `sum`; they go before the methods of all lists, unless given a function. */
  readonly listMethods: ReadonlyMap<string, MethodExpansion>;
}

/** Methods and properties of records that have certain fields. A stored field wins over a computed one. */
export interface Behavior {
  /** What records of the type have; undefined where the behaviour is not theirs. */
  membersOf(type: RecordType): Members | undefined;
}
