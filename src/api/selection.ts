import { needCondition } from '../../compiler/ops/rules.ts';
import { call } from '../../compiler/ops/table.ts';
import { type Expr, literal } from '../../compiler/tree/expr.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { and } from '../../compiler/words/build.ts';
import { shownAs } from './column-core.ts';
import { type Core, overRow } from './core.ts';
import { asDataset, columnOf, datasetProxy, rowExpr } from './dataset.ts';

/** Named conditions on the rows of a dataset. */
export class Selection {
  readonly names: readonly string[];
  /** The dataset, which remembers what the conditions have read. */
  readonly core: Core;
  readonly #masks: ReadonlyMap<string, Expr>;

  constructor(core: Core, masks: ReadonlyMap<string, Expr>) {
    this.core = core;
    this.#masks = masks;
    this.names = Object.freeze([...masks.keys()]);
    shownAs(this, `Selection(${core.source.info.name}: ${this.names.join(', ')})`);
  }

  get events(): object {
    const test = this.conjunction(this.names);
    return datasetProxy({ ...this.core, rows: call('where', [this.core.rows, overRow(this.core, test)]) });
  }

  mask(name: string): object {
    return columnOf(this.core, this.maskOf(name));
  }

  all(...names: readonly string[]): object {
    return columnOf(this.core, this.conjunction(names.length === 0 ? this.names : names));
  }

  any(...names: readonly string[]): object {
    const masks = (names.length === 0 ? this.names : names).map((name) => this.maskOf(name));
    const test = masks.length === 0 ? literal(false) : masks.reduce((a, b) => (a === b ? a : call('or', [a, b])));
    return columnOf(this.core, test);
  }

  require(wanted: Readonly<Record<string, boolean | undefined>>): object {
    const tests = Object.entries(wanted).flatMap(([name, is]) =>
      is === undefined ? [] : [is ? this.maskOf(name) : call('not', [this.maskOf(name)])],
    );
    return columnOf(this.core, allOf(tests));
  }

  with(cuts: Readonly<Record<string, unknown>>): Selection {
    let { core } = this;
    const masks = new Map(this.#masks);
    for (const [name, cut] of Object.entries(cuts)) {
      if (masks.has(name))
        throw new ExpressionError('same-name', `the selection has a cut ${name} already`, {
          hint: 'name it otherwise',
        });
      const made = rowExpr(core, cut, undefined, `the cut ${name}`);
      needCondition(`the cut ${name}`, made.expr.type);
      core = made.core;
      masks.set(name, made.expr);
    }
    return new Selection(core, masks);
  }

  only(...names: readonly string[]): Selection {
    return new Selection(this.core, new Map(names.map((name) => [name, this.maskOf(name)])));
  }

  without(...names: readonly string[]): Selection {
    for (const name of names) this.maskOf(name);
    return this.only(...this.names.filter((name) => !names.includes(name)));
  }

  /** The condition of a name. */
  maskOf(name: string): Expr {
    const mask = this.#masks.get(name);
    if (mask !== undefined) return mask;
    throw new ExpressionError('unknown-cut', `the selection has no cut '${name}'`, {
      hint: suggest(name, this.names),
    });
  }

  private conjunction(names: readonly string[]): Expr {
    return allOf(names.map((name) => this.maskOf(name)));
  }
}

const allOf = (tests: readonly Expr[]): Expr => tests.reduce(and, literal(true));

/** The selection of cuts on a dataset. */
export function selectionOf(dataset: unknown, cuts: Readonly<Record<string, unknown>>): Selection {
  const core = asDataset(dataset);
  if (core === undefined || typeof cuts !== 'object' || cuts === null)
    throw new ExpressionError('wrong-argument', 'selection takes a dataset and an object of cuts', {
      hint: 'selection(events, { trigger: (e) => e.HLT.Mu24, twoMuons: (e) => e.Muon.length >= 2 })',
    });
  return new Selection(core, new Map()).with(cuts);
}

/** The selection, which a function of the surface was given. */
export function needSelection(value: unknown, what: string): Selection {
  if (value instanceof Selection) return value;
  throw new ExpressionError('wrong-argument', `${what} takes a selection`, {
    hint: `${what}(selection(events, { trigger: (e) => e.HLT.Mu24 }))`,
  });
}
