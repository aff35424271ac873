import { present, type Type } from '../tree/type.ts';
import type { Expr } from '../tree/expr.ts';

/**
 * The path from the row to what a field node reads, joined by dots. Inside lambdas the record's name stands for the
 * collection it came from (`Muon`), which is how stored collections are named.
 */
export function pathOf(expr: Expr): string | undefined {
  if (expr.node !== 'field') return undefined;
  const of = expr.of;
  if (of.node === 'param') {
    const name = nameOf(of.type);
    return of.level === 0 ? expr.name : name === '' ? undefined : `${name}.${expr.name}`;
  }
  const above = pathOf(of) ?? nameOf(of.type);
  return above === '' ? undefined : `${above}.${expr.name}`;
}

function nameOf(type: Type): string {
  const of = present(type);
  return of.is === 'record' ? of.name : '';
}
