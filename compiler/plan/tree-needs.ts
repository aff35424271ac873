import type { Need } from '../source.ts';
import { mergeNeeds } from './needs.ts';
import type { CallExpr, Expr, LambdaExpr, ParamExpr } from '../tree/expr.ts';

/** What an expression stands for in the rows: a stored part, a record of such, one of several, or something computed. */
type Ref =
  | { readonly is: 'path'; readonly path: readonly string[] }
  | { readonly is: 'record'; readonly field: (name: string) => Ref; readonly names: readonly string[] }
  | { readonly is: 'either'; readonly of: readonly Ref[] }
  | { readonly is: 'computed' };

const COMPUTED: Ref = { is: 'computed' };

/** Operations that give elements, or lists of elements, of their first argument. */
const CHOOSING: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'reverse',
  'sortBy',
  'at',
  'minBy',
  'maxBy',
  'known',
  'mask',
  'flatten',
]);
/** Operations that give one of their values, or lists of these. */
const JOINING: ReadonlySet<string> = new Set(['if', 'coalesce', 'concat', 'listOf']);

/** The parts of the row that outputs read, found by walking their trees: for work that no loop is made for. */
export function needsOfTrees(outputs: readonly CallExpr[]): Need[] {
  const walk = new Walk();
  for (const output of outputs) walk.output(output);
  return walk.needs();
}

class Walk {
  private readonly whole = new Map<string, readonly string[]>();
  private readonly lengths = new Map<string, readonly string[]>();
  private readonly rows = new Map<Expr, Ref>();
  private readonly env = new Map<ParamExpr, Ref>();

  output({ args }: CallExpr): void {
    const [dataset, fn] = args as [Expr, LambdaExpr];
    this.use(this.inside(fn, [this.dataset(dataset)]));
  }

  needs(): Need[] {
    return mergeNeeds([
      ...[...this.whole.values()].map((path) => ({ path, offsetsOnly: false })),
      ...[...this.lengths.values()].map((path) => ({ path, offsetsOnly: true })),
    ]);
  }

  /** What a row of a dataset stands for. */
  private dataset(dataset: Expr): Ref {
    const known = this.rows.get(dataset);
    if (known !== undefined) return known;
    const made = this.makeRows(dataset);
    this.rows.set(dataset, made);
    return made;
  }

  private makeRows(dataset: Expr): Ref {
    if (dataset.node !== 'call') return { is: 'path', path: [] };
    const [of, fn] = dataset.args as [Expr, LambdaExpr];
    const row = this.dataset(of);
    const made = this.inside(fn, [row]);
    if (dataset.op === 'rows') return this.walked(made);
    this.use(made);
    return row;
  }

  private inside({ params, body }: LambdaExpr, refs: readonly Ref[]): Ref {
    params.forEach((param, i) => this.env.set(param, refs[i] ?? COMPUTED));
    return this.ref(body);
  }

  private ref(expr: Expr): Ref {
    switch (expr.node) {
      case 'param':
        return this.env.get(expr) ?? COMPUTED;
      case 'field':
        return fieldOf(this.ref(expr.of), expr.name);
      case 'record': {
        const refs = new Map(expr.names.map((name, i) => [name, this.ref(expr.values[i] as Expr)]));
        return { is: 'record', names: expr.names, field: (name) => refs.get(name) ?? COMPUTED };
      }
      case 'call':
        return this.call(expr);
      default:
        return COMPUTED;
    }
  }

  private call(expr: CallExpr): Ref {
    const { op, args, options } = expr;
    if (op === 'with') {
      const [base, added] = args.map((arg) => this.ref(arg)) as [Ref, Ref & { is: 'record' }];
      return {
        is: 'record',
        names: [...namesOf(expr)],
        field: (name) => (added.names.includes(name) ? added.field(name) : fieldOf(base, name)),
      };
    }
    const fn = args.at(-1)?.node === 'lambda' ? (args.at(-1) as LambdaExpr) : undefined;
    const refs = (fn === undefined ? args : args.slice(0, -1)).map((arg) => this.ref(arg));
    if (fn !== undefined) return this.overElements(op, refs, fn);
    if (op === 'length') return this.length(refs[0] as Ref);
    if (op === 'combinations' || op === 'cross') {
      const names = options['names'] as readonly string[];
      const of = names.map((_, i) => this.walked(refs[op === 'cross' ? i : 0] as Ref));
      return { is: 'record', names, field: (name) => of[names.indexOf(name)] ?? COMPUTED };
    }
    if (JOINING.has(op)) {
      const [first, ...others] = refs as [Ref, ...Ref[]];
      if (op === 'if') this.use(first);
      return { is: 'either', of: op === 'if' ? others : refs };
    }
    if (CHOOSING.has(op)) {
      for (const other of refs.slice(1)) this.use(other);
      return this.walked(refs[0] as Ref);
    }
    for (const ref of refs) this.use(ref);
    return COMPUTED;
  }

  /** An operation with a lambda over the elements of lists. */
  private overElements(op: string, refs: readonly Ref[], fn: LambdaExpr): Ref {
    const made = this.inside(
      fn,
      refs.map((ref) => this.walked(ref)),
    );
    if (op === 'map') return made;
    this.use(made);
    return CHOOSING.has(op) ? (refs[0] as Ref) : COMPUTED;
  }

  /** Lists that are gone through: how long they are must be known. */
  private walked(ref: Ref): Ref {
    this.length(ref);
    return ref;
  }

  private length(ref: Ref): Ref {
    if (ref.is === 'path') this.lengths.set(JSON.stringify(ref.path), ref.path);
    else if (ref.is === 'either') for (const one of ref.of) this.length(one);
    else if (ref.is === 'record') for (const name of ref.names.slice(0, 1)) this.length(ref.field(name));
    return COMPUTED;
  }

  /** All of it is read. */
  private use(ref: Ref): void {
    if (ref.is === 'path') this.whole.set(JSON.stringify(ref.path), ref.path);
    else if (ref.is === 'either') for (const one of ref.of) this.use(one);
    else if (ref.is === 'record') for (const name of ref.names) this.use(ref.field(name));
  }
}

function fieldOf(ref: Ref, name: string): Ref {
  if (ref.is === 'path') return { is: 'path', path: [...ref.path, name] };
  if (ref.is === 'record') return ref.field(name);
  return ref.is === 'either' ? { is: 'either', of: ref.of.map((one) => fieldOf(one, name)) } : COMPUTED;
}

function namesOf({ type }: CallExpr): Iterable<string> {
  const inner = type.is === 'option' ? type.of : type;
  return inner.is === 'record' ? inner.fields.keys() : [];
}
