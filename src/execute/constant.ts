import type { Expr } from '../../compiler/tree/expr.ts';
import type { Layout } from '../../kernels/layout.ts';
import { valuesToLayout } from '../sources/memory/encode.ts';

/** A constant as an array of one entry. */
export function constantLayout(expr: Expr): Layout {
  return valuesToLayout([valueOf(expr)], expr.type);
}

function valueOf(expr: Expr): unknown {
  if (expr.node === 'literal') return expr.value;
  if (expr.node === 'record')
    return Object.fromEntries(expr.names.map((name, i) => [name, valueOf(expr.values[i] as Expr)]));
  if (expr.node === 'call' && expr.op === 'listOf') return expr.args.map(valueOf);
  throw new Error(`no constant of a ${expr.node}`);
}
