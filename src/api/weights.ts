import { call } from '../../compiler/ops/table.ts';
import { type Expr, literal } from '../../compiler/tree/expr.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { shownAs } from './column-core.ts';
import { type Core, joinReadings, resultOf } from './core.ts';
import { weightOf } from './counting.ts';
import { asDataset, columnOf, datasetProxy } from './dataset.ts';
import { Reduced } from './reduced.ts';

/** A factor, and its variations by their whole names. */
interface Factor {
  readonly nominal: Expr;
  readonly variations: ReadonlyMap<string, Expr>;
}

interface Choice {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** The weight of rows as a product of named factors. */
export class Weights {
  readonly names: readonly string[];
  readonly variations: readonly string[];
  readonly #core: Core;
  readonly #factors: ReadonlyMap<string, Factor>;

  constructor(core: Core, factors: ReadonlyMap<string, Factor>) {
    this.#core = core;
    this.#factors = factors;
    this.names = Object.freeze([...factors.keys()]);
    this.variations = Object.freeze([...factors.values()].flatMap(({ variations }) => [...variations.keys()]));
    shownAs(this, `Weights(${core.source.info.name}: ${this.names.join(' × ')})`);
  }

  with(name: string, nominal: unknown, given: Readonly<Record<string, unknown>> = {}): Weights {
    if (name === TOTAL || this.names.includes(name))
      throw new ExpressionError('same-name', `there is a weight ${name} already`, {
        hint: name === TOTAL ? 'total is the product of all' : 'name it otherwise',
      });
    let core = this.#core;
    const read = (value: unknown, what: string): Expr => {
      const made = weightOf(core, value, what);
      core = made.core;
      return made.expr;
    };
    const factor = read(nominal, `the weight ${name}`);
    const variations = new Map<string, Expr>();
    for (const [label, value] of Object.entries(given)) {
      const whole = `${name}${label.charAt(0).toUpperCase()}${label.slice(1)}`;
      if (this.variations.includes(whole) || variations.has(whole))
        throw new ExpressionError('same-name', `there is a variation ${whole} already`, { hint: 'name it otherwise' });
      variations.set(whole, read(value, `the variation ${whole}`));
    }
    return new Weights(core, new Map([...this.#factors, [name, { nominal: factor, variations }]]));
  }

  total(): object {
    return columnOf(this.#core, this.#product());
  }

  partial({ include, exclude = [] }: Choice): object {
    for (const name of [...(include ?? []), ...exclude]) this.#factor(name);
    const chosen = this.names.filter((name) =>
      include === undefined ? !exclude.includes(name) : include.includes(name),
    );
    return columnOf(this.#core, product(chosen.map((name) => this.#factor(name).nominal)));
  }

  variation(name: string): object {
    return columnOf(this.#core, this.#varied(name));
  }

  of(dataset: unknown): Weights {
    const core = asDataset(dataset);
    if (core === undefined || core.source !== this.#core.source || !isChosenFrom(core.rows, this.#core.rows))
      throw new ExpressionError('other-dataset', 'weights go with rows that were chosen among their own', {
        hint: 'make them of the events before any choice: weights(events), then w.of(events.where(…))',
      });
    return new Weights(joinReadings(core, [this.#core]), this.#factors);
  }

  variationsOf(field: string): Record<string, (events: unknown) => object> {
    return Object.fromEntries(
      this.variations.map((name) => [
        name,
        (events: unknown) => {
          const core = this.of(events).#core;
          return datasetProxy({ ...core, added: new Map([...core.added, [field, this.#varied(name)]]) });
        },
      ]),
    );
  }

  statistics(): Record<string, Record<string, Reduced>> {
    const all: [string, Expr][] = this.names.map((name) => [name, this.#factor(name).nominal]);
    return Object.fromEntries(
      [...all, [TOTAL, this.#product()] as const].map(([name, of]) => [name, this.#statistics(of)]),
    );
  }

  #statistics(of: Expr): Record<string, Reduced> {
    const reduce = (expr: Expr, how: string): Reduced =>
      new Reduced(this.#core, resultOf(this.#core, 'reduceRows', expr, { how }));
    return {
      sum: reduce(of, 'sum'),
      sumOfSquares: reduce(call('mul', [of, of]), 'sum'),
      min: reduce(of, 'min'),
      max: reduce(of, 'max'),
    };
  }

  #product(): Expr {
    return product([...this.#factors.values()].map(({ nominal }) => nominal));
  }

  #varied(name: string): Expr {
    const found = [...this.#factors.values()].some(({ variations }) => variations.has(name));
    if (!found)
      throw new ExpressionError('unknown-variation', `the weights have no variation '${name}'`, {
        hint: suggest(name, this.variations),
      });
    return product([...this.#factors.values()].map(({ nominal, variations }) => variations.get(name) ?? nominal));
  }

  #factor(name: string): Factor {
    const factor = this.#factors.get(name);
    if (factor !== undefined) return factor;
    throw new ExpressionError('unknown-weight', `there is no weight '${name}'`, {
      hint: suggest(name, this.names),
    });
  }
}

/** What the product of all weights is called. */
const TOTAL = 'total';

/** The factors multiplied in their order. */
const product = (factors: readonly Expr[]): Expr =>
  factors.length === 0 ? literal(1) : factors.reduce((a, b) => call('mul', [a, b]));

/** Whether rows are others, or some of them. */
function isChosenFrom(rows: Expr, others: Expr): boolean {
  if (rows === others) return true;
  return rows.node === 'call' && rows.op === 'where' && isChosenFrom(rows.args[0] as Expr, others);
}

/** Weights without factors, of the rows of a dataset. */
export function weightsOf(dataset: unknown): Weights {
  const core = asDataset(dataset);
  if (core === undefined)
    throw new ExpressionError('wrong-argument', 'weights are those of a dataset', {
      hint: "weights(events).with('genWeight', (e) => e.genWeight)",
    });
  return new Weights(core, new Map());
}
