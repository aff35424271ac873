import { formAt, NotSql, pathOf } from './emit/sql-scope.ts';
import type { ReadCosts, SourceInfo } from './source.ts';
import type { Expr, LambdaExpr } from './tree/expr.ts';
import { isInteger, present } from './tree/type.ts';

/** What is taken of a condition of which nothing is known. */
const UNKNOWN = 0.5;

/**
 * How many rows and elements there will be, from what footers say. Single stored values are taken as uniform between
 * their least and their greatest, the lengths of lists as Poisson distributed around their average, conditions as
 * independent of each other, and all other conditions as passed by one half.
 */
export class Shares {
  private readonly info: SourceInfo;
  private readonly lengths: ReadCosts['lengths'];
  private readonly limits: ReadonlyMap<string, { readonly min: number; readonly max: number }>;

  constructor(info: SourceInfo, { lengths, columns }: Pick<ReadCosts, 'lengths' | 'columns'>) {
    this.info = info;
    this.lengths = lengths;
    this.limits = new Map(columns.flatMap(({ column, limits }) => (limits === undefined ? [] : [[column, limits]])));
  }

  /** The share of rows or elements that pass a condition. */
  passing(test: Expr): number {
    if (test.node === 'literal') return test.value === true ? 1 : 0;
    if (test.node !== 'call') return UNKNOWN;
    const [a, b] = test.args as [Expr, Expr];
    switch (test.op) {
      case 'and':
        return test.args.reduce((share, arg) => share * this.passing(arg), 1);
      case 'or':
        return 1 - test.args.reduce((share, arg) => share * (1 - this.passing(arg)), 1);
      case 'not':
        return 1 - this.passing(a);
      case 'any':
        return 1 - Math.exp(-this.trueElements(a));
      case 'all':
        return Math.exp(-Math.max(0, this.length(a) - this.trueElements(a)));
      default:
        if (b?.node === 'literal') return this.compared(test.op, a, b.value);
        return a?.node === 'literal' && FLIPPED[test.op] !== undefined
          ? this.compared(FLIPPED[test.op] as string, b, a.value)
          : UNKNOWN;
    }
  }

  /** How many elements a list has on average. */
  length(list: Expr): number {
    if (list.node === 'field') return this.lengths.get(pathOf(list)?.path.join('.') ?? '') ?? 1;
    if (list.node !== 'call') return 1;
    const [of] = list.args as [Expr];
    switch (list.op) {
      case 'filter':
        return this.length(of) * this.passing((list.args[1] as LambdaExpr).body);
      case 'combinations':
        return power(this.length(of), (list.options['names'] as readonly string[]).length);
      case 'cross':
        return list.args.reduce((size, arg) => size * this.length(arg), 1);
      case 'concat':
        return list.args.reduce((size, arg) => size + this.length(arg), 0);
      default:
        return list.type.is === 'list' && of?.type.is === 'list' ? this.length(of) : 1;
    }
  }

  /** How many elements of a list of conditions are true on average. */
  private trueElements(list: Expr): number {
    if (list.node === 'call' && list.op === 'map' && list.args.length === 2)
      return this.length(list.args[0] as Expr) * this.passing((list.args[1] as LambdaExpr).body);
    return this.length(list) * UNKNOWN;
  }

  private compared(op: string, value: Expr, limit: unknown): number {
    if (typeof limit !== 'number' && typeof limit !== 'bigint') return UNKNOWN;
    const at = Number(limit);
    if (value.node === 'call' && value.op === 'length') return ofPoisson(op, this.length(value.args[0] as Expr), at);
    const found = this.limitsOf(value);
    return found === undefined ? UNKNOWN : ofUniform(op, found, at, isInteger(present(value.type)));
  }

  private limitsOf(value: Expr): { readonly min: number; readonly max: number } | undefined {
    const stored = pathOf(value);
    if (stored?.root.level !== 0 || stored.root.type !== this.info.row) return undefined;
    try {
      const form = formAt(this.info.form, stored.path);
      return form.is === 'column' && form.inside.length === 0 ? this.limits.get(form.column) : undefined;
    } catch (error) {
      if (error instanceof NotSql) return undefined;
      throw error;
    }
  }
}

const FLIPPED: Readonly<Record<string, string>> = { gt: 'lt', ge: 'le', lt: 'gt', le: 'ge', eq: 'eq', ne: 'ne' };

/** Choices of k of a Poisson distributed number. */
function power(average: number, k: number): number {
  let size = 1;
  for (let i = 1; i <= k; i++) size *= average / i;
  return size;
}

function ofPoisson(op: string, average: number, at: number): number {
  const below = (n: number): number => {
    let [term, sum] = [Math.exp(-average), 0];
    for (let i = 0; i < Math.min(n, 1000); i++) {
      sum += term;
      term *= average / (i + 1);
    }
    return Math.min(1, sum);
  };
  const [less, upTo] = [below(Math.ceil(at)), below(Math.floor(at) + 1)];
  return byOrder(op, less, upTo);
}

function ofUniform(op: string, { min, max }: { min: number; max: number }, at: number, whole: boolean): number {
  const width = whole ? max - min + 1 : max - min;
  const share = (end: number): number =>
    width <= 0 ? (end > min ? 1 : 0) : Math.min(1, Math.max(0, (end - min) / width));
  return byOrder(op, share(at), whole ? share(at + 1) : share(at));
}

/** The share that a comparison passes, of the shares below a value, and up to it. */
function byOrder(op: string, below: number, upTo: number): number {
  switch (op) {
    case 'lt':
      return below;
    case 'le':
      return upTo;
    case 'gt':
      return 1 - upTo;
    case 'ge':
      return 1 - below;
    case 'eq':
      return upTo - below;
    case 'ne':
      return 1 - (upTo - below);
    default:
      return UNKNOWN;
  }
}

/** The condition on rows down to the source, as one. */
export function rowsPassing(dataset: Expr, shares: Shares): number {
  if (dataset.node !== 'call') return 1;
  const [of, fn] = dataset.args as [Expr, LambdaExpr];
  const factor = dataset.op === 'where' ? shares.passing(fn.body) : shares.length(fn.body);
  return rowsPassing(of, shares) * factor;
}
