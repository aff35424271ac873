import { type CallExpr, type Expr, NO_OPTIONS, type Options, rawCall } from '../tree/expr.ts';
import type { ArrayOp } from './array-op.ts';
import { arrayOps } from './arrays.ts';
import { listOps, tableOps } from './lists.ts';
import { numberOps } from './numbers.ts';
import type { Op } from './op.ts';
import { scalarOps } from './scalar.ts';
import { textListOps, textOps } from './text.ts';

/** The operator table: every operation there is. */
export const table: Readonly<Record<string, Op>> = {
  ...scalarOps,
  ...numberOps,
  ...textOps,
  ...textListOps,
  ...listOps,
  ...tableOps,
  ...arrayOps,
};

export type OpName =
  | keyof typeof scalarOps
  | keyof typeof numberOps
  | keyof typeof textOps
  | keyof typeof textListOps
  | keyof typeof listOps
  | keyof typeof tableOps
  | keyof typeof arrayOps;

/** The entry of an operation. */
export function lookUp(op: string): Op {
  const entry = Object.hasOwn(table, op) ? table[op] : undefined;
  if (entry === undefined) throw new Error(`there is no operation ${op}`);
  return entry;
}

/** Whether an operation takes whole arrays. */
export function isArrayOp(op: string): op is keyof typeof arrayOps {
  return Object.hasOwn(arrayOps, op);
}

const RESULTS = ['collect', 'fill', 'reduceRows', 'tally', 'group'] as const satisfies readonly OpName[];

/** An operation that makes one result of all rows of a dataset. */
export type ResultOp = (typeof RESULTS)[number];

/** Whether an operation makes one result of all rows. */
export function isResult(op: string): op is ResultOp {
  return (RESULTS as readonly string[]).includes(op);
}

/** The entry of an operation on whole arrays. */
export function lookUpArray(op: string): ArrayOp {
  if (!isArrayOp(op)) throw new Error(`there is no operation ${op} on arrays`);
  return arrayOps[op];
}

/** A call of an operation, typed by its entry. */
export function call(op: OpName, args: readonly Expr[], options: Options = NO_OPTIONS): CallExpr {
  return rawCall(op, args, lookUp(op).gives(args, options, op), options);
}

/** Whether evaluating this very node can fail on some values. */
export function mayFail(expr: CallExpr): boolean {
  return (
    lookUp(expr.op).mayFail?.(
      expr.args.map((a) => a.type),
      expr.type,
    ) ?? expr.args.some((a) => a.type.is === 'number' && (a.type.dtype === 'int64' || a.type.dtype === 'uint64'))
  );
}
