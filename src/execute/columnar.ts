import type { CallExpr, Expr, LambdaExpr, ParamExpr } from '../../compiler/tree/expr.ts';
import { param } from '../../compiler/tree/expr.ts';
import type { TableType } from '../../compiler/tree/type.ts';
import { positionsWhere } from '../../kernels/filter.ts';
import type { RecordLayout } from '../../kernels/layout.ts';
import { groupOutput, tallyOutput } from './columnar-counting.ts';
import { Columns } from './columnar-eval.ts';
import { Frame } from './columnar-frame.ts';
import { fillOutput, layoutOf, reduceOutput } from './columnar-output.ts';
import { sourceLazy } from './columnar-source.ts';
import { flatOf, type Lazy, type ListValue } from './columnar-value.ts';

/**
 * The second way to compute outputs: operation by operation over whole columns, without generated code. The partial
 * results are those of the generated loop, bit for bit.
 */
export function runColumnar(outputs: readonly CallExpr[], rows: RecordLayout): unknown[] {
  const run = new Run(rows);
  return outputs.map((output) => run.output(output));
}

class Run {
  private readonly columns = new Columns();
  private readonly rows: RecordLayout;
  private readonly tables = new Map<Expr, Frame>();
  constructor(rows: RecordLayout) {
    this.rows = rows;
  }

  output(call: CallExpr): unknown {
    const [dataset, fn] = call.args as [Expr, LambdaExpr];
    const frame = this.bound(dataset, fn);
    if (call.op === 'tally') return tallyOutput(this.columns, call, frame);
    if (call.op === 'group') return groupOutput(this.columns, call, frame);
    if (call.op === 'fill') return fillOutput(this.columns, call, frame);
    if (call.op === 'reduceRows') return reduceOutput(this.columns, call, frame);
    return layoutOf(this.columns.lazy(fn.body, frame), fn.body.type);
  }

  /** The rows of a dataset, with the parameter of a lambda over them. */
  private bound(dataset: Expr, fn: LambdaExpr): Frame {
    const frame = this.frame(dataset);
    let root = frame;
    while (root.parent !== undefined) root = root.parent;
    const [row] = root.params.values();
    root.params.set(fn.params[0] as ParamExpr, row as Lazy);
    return frame;
  }

  private frame(dataset: Expr): Frame {
    const known = this.tables.get(dataset);
    if (known !== undefined) return known;
    const made = this.makeFrame(dataset);
    this.tables.set(dataset, made);
    return made;
  }

  private makeFrame(dataset: Expr): Frame {
    const { row } = dataset.type as TableType;
    if (dataset.node === 'source') return rootFrame(dataset, sourceLazy(this.rows, row, this.rows.length));
    const { op, args } = dataset as CallExpr;
    const [of, fn] = args as [Expr, LambdaExpr];
    const outer = this.bound(of, fn);
    if (op === 'where') return outer.narrow(positionsWhere(this.columns.bytes(fn.body, outer)));
    const { parents, element } = flatOf(this.columns.evaluate(fn.body, outer) as ListValue);
    return rootFrame(
      dataset,
      element,
      parents.map((at) => outer.rowOf(at)),
    );
  }
}

function rootFrame(dataset: Expr, row: Lazy, rows?: Int32Array): Frame {
  return new Frame(row.length, new Map([[param(0, (dataset.type as TableType).row), row]]), undefined, rows);
}
