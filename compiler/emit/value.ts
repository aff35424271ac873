import type { Expr, ParamExpr } from '../tree/expr.ts';
import type { Type } from '../tree/type.ts';
import type { Block, Cursor } from './block.ts';

/** What an expression is in generated code. */
export type Val = Scalar | Maybe | Rec | ListVal;

/** A value that fixed pieces of text (loop variables) stand for, so that it can be remembered and found again. */
export interface Position {
  readonly keys: readonly string[];
  readonly from: (keys: readonly string[]) => Val;
  /** The blocks outside of which the keys mean nothing, because scratch memory is filled anew in each run of them. */
  readonly within?: readonly Block[] | undefined;
  /** Where the value stands seen from further outside. */
  readonly outer?: Position | undefined;
  /** The list of the row that the value is an element of: its key is the index in the list's content. */
  readonly among?: Among | undefined;
}

/** A stored list of the row. */
export interface Among {
  readonly path: readonly string[];
  /** The text of the index of its first element. */
  readonly start: string;
}

/** The position that still holds in a block. */
export function positionIn(position: Position | undefined, home: Block): Position | undefined {
  let known = position;
  while (known?.within?.some((block) => !block.encloses(home)) === true) known = known.outer;
  return known;
}

/** An element of a list that is kept: what is computed from it alone is stored with it, once. */
export interface Stored {
  readonly store: Store;
  readonly key: string;
}
/** A list whose elements can be reached by index, with room for values computed once per element. */
export interface Store {
  /** The text of a value computed from the element alone, needed at the cursor: `root` is the element in `expr`. */
  compute(expr: Expr, root: Expr, at: Cursor): (key: string) => string;
  /** The same, but only where it was computed for all elements anyway. */
  known(expr: Expr, root: Expr, at: Cursor): ((key: string) => string) | undefined;
}

export interface Scalar {
  readonly is: 'scalar';
  readonly text: string;
  readonly type: Type;
  /** Of a stored text, where its bytes are: arguments of the functions of kernels/text-bytes.ts. */
  readonly stored?: string | undefined;
}
export interface Maybe {
  readonly is: 'option';
  readonly valid: string;
  readonly of: Val;
}
export interface Rec {
  readonly is: 'record';
  readonly names: readonly string[];
  readonly get: (name: string, at: Cursor) => Val;
  readonly position?: Position | undefined;
  readonly stored?: Stored | undefined;
}
export interface ListVal {
  readonly is: 'list';
  /** Writes a loop over the elements; `body` writes what is done with each. */
  readonly each: (at: Cursor, body: (element: Val, at: Cursor) => void) => void;
  readonly indexed?: Indexed | undefined;
  readonly position?: Position | undefined;
  /** Where a list of the input stands in it, known also of one in an element of joined lists. */
  readonly origin?: Position | undefined;
  /** A number of elements that a list without indices does not have more of. */
  readonly most?: string | undefined;
  /** The offsets of the lists of all rows, where they are those of stored ones. */
  readonly offsets?: string | undefined;
}
/** Elements from `start` up to `end`, reached by index. */
export interface Indexed {
  readonly start: string;
  readonly end: string;
  readonly at: (index: string, at: Cursor) => Val;
}

/** What parameters stand for, and what has been computed with them. */
export interface Env {
  readonly parent: Env | undefined;
  readonly level: number;
  readonly values: ReadonlyMap<ParamExpr, Val>;
  /** The block in which the values exist. */
  readonly home: Block;
  readonly memo: Map<Expr, { val: Val; block: Block }[]>;
  /** Lists that are kept for many walks. */
  readonly kept: Map<Expr, { list: ListVal; block: Block }[]>;
}

export const scalar = (text: string, type: Type): Scalar => ({ is: 'scalar', text, type });

/** Both conditions, as text. */
export function both(a: string, b: string): string {
  if (a === 'true' || a === b) return b;
  return b === 'true' ? a : `${a} && ${b}`;
}
