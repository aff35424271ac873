import type { Expr } from '../../compiler/tree/expr.ts';
import type { Core } from './core.ts';

/** A lazy column: one value per row of its dataset. The user sees it through a proxy that reads fields and methods by name. */
export class ColumnCore {
  readonly core: Core;
  readonly expr: Expr;
  constructor(core: Core, expr: Expr) {
    this.core = core;
    this.expr = expr;
  }
}

/** The key under which what the user holds gives its column. */
export const COLUMN = Symbol('column');

/** What a proxy stands for; console.log looks past a proxy, and finds the text here. */
export function shownAs<T extends object>(target: T, text: string): T {
  return Object.freeze(Object.defineProperty(target, Symbol.for('nodejs.util.inspect.custom'), { value: () => text }));
}

/** The column behind what a user passed, if it is one. */
export function asColumn(value: unknown): ColumnCore | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const column = (value as Record<symbol, unknown>)[COLUMN];
  return column instanceof ColumnCore ? column : undefined;
}
