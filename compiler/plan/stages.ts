import { call, isArrayOp } from '../ops/table.ts';
import { rebuild } from '../tree/bind.ts';
import { depthOf, hasRows, isAmong } from '../tree/datasets.ts';
import {
  type CallExpr,
  type Expr,
  field,
  type LambdaExpr,
  param,
  type ParamExpr,
  rawCall,
  rawLambda,
  record as recordExpr,
  source,
  visit,
} from '../tree/expr.ts';
import { number, record, type RecordType, table, type TableType, type Type } from '../tree/type.ts';

/** A whole-array operation that runs before the loop: its result is a column of the rows, under the name `column`. */
export interface ArrayStage {
  readonly column: string;
  readonly op: string;
  readonly options: CallExpr['options'];
  /** Its inputs: collect calls over the rows with the columns of the stages before, and constants, which are one entry. */
  readonly inputs: readonly Expr[];
  /** Where the operation sees only chosen rows: collects the numbers of these rows. */
  readonly chosen: CallExpr | undefined;
}

/** Outputs whose whole-array operations have become columns, and the stages that make these columns. */
export interface Staged {
  readonly stages: readonly ArrayStage[];
  readonly outputs: readonly CallExpr[];
  /** The name of the column that numbers the rows. */
  readonly rowColumn: string;
}

/** Takes the whole-array operations out of outputs over one source. */
export function stage(outputs: readonly CallExpr[]): Staged {
  const row = rowType(outputs);
  const found = row === undefined ? [] : arrayCalls(outputs);
  if (row === undefined || found.length === 0) return { stages: [], outputs, rowColumn: '' };
  return new Staging(row, found, choicesOf(outputs)).run(outputs);
}

/** The array operations in outputs, each once. */
function arrayCalls(outputs: readonly CallExpr[]): CallExpr[] {
  const found = new Set<CallExpr>();
  for (const output of outputs)
    visit(output, (node) => {
      if (node.node === 'call' && isArrayOp(node.op)) found.add(node);
    });
  return [...found];
}

function rowType(outputs: readonly CallExpr[]): RecordType | undefined {
  const [first] = outputs;
  let dataset: Expr | undefined = first;
  while (dataset?.node === 'call') dataset = dataset.args[0] as Expr;
  return dataset === undefined ? undefined : ((dataset.type as TableType).row as RecordType);
}

class Staging {
  private readonly row: RecordType;
  private readonly self: ParamExpr;
  private readonly rowColumn: string;
  /** The names of the columns that an operation makes: one for each choice of rows that it is asked over. */
  private readonly names = new Map<CallExpr, string>();
  private readonly stages: ArrayStage[] = [];
  private readonly made = new Map<CallExpr, { readonly dataset: Expr; readonly column: string }[]>();
  private readonly datasets = new Map<Expr, Expr>();
  private known = new Map<Expr, Expr>();
  private dataset: Expr | undefined;

  constructor(row: RecordType, found: readonly CallExpr[], choices: number) {
    this.row = row;
    let mark = '#';
    while ([...row.fields.keys()].some((name) => name.startsWith(mark))) mark += '#';
    this.rowColumn = `${mark}row`;
    const extra = found.flatMap((node, i): [string, Type][] => {
      this.names.set(node, `${mark}${i}`);
      return Array.from({ length: choices }, (_, at) => [`${mark}${i}.${at}`, node.type]);
    });
    this.self = param(0, record([...row.fields, [this.rowColumn, number('int32')], ...extra], row.name));
  }

  run(outputs: readonly CallExpr[]): Staged {
    // outputs over more rows come first: what they make serves those over fewer
    const order = [...outputs.keys()].sort((a, b) => depthOf(outputs[a] as Expr) - depthOf(outputs[b] as Expr));
    const done: CallExpr[] = [];
    for (const i of order) done[i] = this.output(outputs[i] as CallExpr);
    return { stages: this.stages, outputs: done, rowColumn: this.rowColumn };
  }

  private output(output: CallExpr): CallExpr {
    const [dataset, fn] = output.args as [Expr, LambdaExpr];
    const over = this.rows(dataset);
    return rawCall(output.op, [over, this.inside(over, fn)], output.type, output.options);
  }

  /** The dataset over rows with the added columns. */
  private rows(dataset: Expr): Expr {
    const known = this.datasets.get(dataset);
    if (known !== undefined) return known;
    const done = this.makeRows(dataset);
    this.datasets.set(dataset, done);
    return done;
  }

  private makeRows(dataset: Expr): Expr {
    if (dataset.node !== 'call') return source((dataset as Expr & { source: string }).source, table(this.self.type));
    const [of, fn] = dataset.args as [Expr, LambdaExpr];
    const over = this.rows(of);
    return call(dataset.op as 'where' | 'rows', [over, this.inside(over, fn)]);
  }

  /** A lambda over rows of a dataset, with columns in place of array operations. */
  private inside(dataset: Expr, fn: LambdaExpr): LambdaExpr {
    const [outer, before] = [this.dataset, this.known];
    [this.dataset, this.known] = [dataset, new Map()];
    const done = hasRows(dataset) ? fn : rawLambda([this.self], this.change(fn.body));
    [this.dataset, this.known] = [outer, before];
    return done;
  }

  private readonly change = (expr: Expr): Expr => {
    const known = this.known.get(expr);
    if (known !== undefined) return known;
    const done = this.changed(expr);
    this.known.set(expr, done);
    return done;
  };

  private changed(expr: Expr): Expr {
    if (expr === param(0, this.row)) return this.wholeRow();
    if (expr.node === 'field' && expr.of === param(0, this.row)) return field(this.self, expr.name);
    if (expr.node === 'call' && this.names.has(expr)) return field(this.self, this.stageOf(expr));
    return rebuild(expr, this.change);
  }

  /** The row as it was, without the added columns. */
  private wholeRow(): Expr {
    return recordExpr(
      [...this.row.fields.keys()].map((name) => [name, field(this.self, name)] as const),
      this.row.name,
    );
  }

  /** The column that an operation makes over the dataset; one made over the same rows or more serves. */
  private stageOf(node: CallExpr): string {
    const dataset = this.dataset as Expr;
    const made = this.made.get(node) ?? [];
    const known = made.find((one) => isAmong(dataset, one.dataset));
    if (known !== undefined) return known.column;
    const column = `${this.names.get(node)}.${made.length}`;
    // constants stand beside columns; alone they are a value of each row
    const beside = !node.args.every(isConstant);
    const inputs = node.args.map((arg) =>
      beside && isConstant(arg) ? arg : collect(dataset, this.self, this.change(arg)),
    );
    const chosen =
      dataset.node === 'source' ? undefined : collect(dataset, this.self, field(this.self, this.rowColumn));
    this.made.set(node, [...made, { dataset, column }]);
    this.stages.push({ column, op: node.op, options: node.options, inputs, chosen });
    return column;
  }
}

/** Whether an expression is a constant that is written out: literals, lists and records of them. */
function isConstant(expr: Expr): boolean {
  if (expr.node === 'literal') return true;
  if (expr.node === 'record') return expr.values.every(isConstant);
  return expr.node === 'call' && expr.op === 'listOf' && expr.args.every(isConstant);
}

/** How many different choices of rows the outputs are over. */
function choicesOf(outputs: readonly CallExpr[]): number {
  const seen = new Set<Expr>();
  for (const output of outputs)
    for (let of = output.args[0] as Expr; ; of = of.args[0] as Expr) {
      seen.add(of);
      if (of.node !== 'call') break;
    }
  return seen.size;
}

function collect(dataset: Expr, self: ParamExpr, body: Expr): CallExpr {
  return call('collect', [dataset, rawLambda([self], body)]);
}
