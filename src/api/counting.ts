import { TALLY } from '../../compiler/ops/counting.ts';
import { needNumbers } from '../../compiler/ops/rules.ts';
import { call } from '../../compiler/ops/table.ts';
import { type Expr, literal, record } from '../../compiler/tree/expr.ts';
import { TypeMismatchError } from '../../compiler/tree/problem.ts';
import { briefType } from '../../compiler/tree/type.ts';
import { and } from '../../compiler/words/build.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { cutflowOf } from '../results/cutflow.ts';
import { nMinusOneOf } from '../results/n-minus-one.ts';
import { type Core, resultOf } from './core.ts';
import { rowExpr } from './dataset.ts';
import { Reduced } from './reduced.ts';
import { needSelection, type Selection } from './selection.ts';

/** How many events pass the cuts one after the other, and each alone. */
export function cutflowOfSelection(given: unknown, options: { readonly weight?: unknown } = {}): Reduced {
  const selection = needSelection(given, 'cutflow');
  const tests: [string, Expr][] = [['0 all', literal(true)]];
  let before: Expr = literal(true);
  selection.names.forEach((name, i) => {
    const mask = selection.maskOf(name);
    before = and(before, mask);
    // each alone comes first: what is computed in the open serves the conditions behind others
    tests.push([`${i + 1} ${name} alone`, mask], [`${i + 1} ${name}`, before]);
  });
  return tallied(selection, tests, options.weight, (partial) => cutflowOf(selection.names, partial));
}

/** How many events pass all cuts but one, for each of them; or what a function makes of these events. */
export function nMinusOneOfSelection(
  given: unknown,
  asked: ((events: object, name: string) => unknown) | { readonly weight?: unknown } = {},
): Reduced | Readonly<Record<string, unknown>> {
  const selection = needSelection(given, 'nMinusOne');
  if (typeof asked === 'function')
    return Object.fromEntries(selection.names.map((name) => [name, asked(selection.without(name).events, name)]));
  const masks = selection.names.map((name) => selection.maskOf(name));
  const failed = call('countTrue', [
    call(
      'listOf',
      masks.map((mask) => call('not', [mask])),
    ),
  ]);
  const without = selection.names.map((name, i): [string, Expr] => {
    const mask = masks[i] as Expr;
    return [`without ${name}`, call('eq', [failed, call('if', [mask, literal(0), literal(1)])])];
  });
  const tests: [string, Expr][] = [
    ['all', literal(true)],
    ...without,
    ['passed', masks.length === 0 ? literal(true) : call('eq', [failed, literal(0)])],
  ];
  return tallied(selection, tests, asked.weight, (partial) => nMinusOneOf(selection.names, partial));
}

function tallied(
  { core }: Selection,
  tests: readonly (readonly [string, Expr])[],
  given: unknown,
  finish: (partial: TallyPartial) => unknown,
): Reduced {
  const weight = given === undefined ? undefined : weightOf(core, given);
  const entry = record([
    [TALLY.tests, record(tests)],
    ...(weight === undefined ? [] : [[TALLY.weight, weight.expr] as const]),
  ]);
  const asked = resultOf(weight?.core ?? core, 'tally', entry);
  return new Reduced(weight?.core ?? core, asked, (partial) => finish(partial as TallyPartial));
}

/** A weight of rows: a function, a column or a number. */
export function weightOf(core: Core, given: unknown, what = 'the weight'): { core: Core; expr: Expr } {
  const made = rowExpr(core, given, undefined, what);
  if (needNumbers(what, [made.expr]))
    throw new TypeMismatchError('maybe-missing', `${what} may be missing: ${briefType(made.expr.type)}`, {
      hint: 'say what to use instead: (e) => e.weight ?? 1, or column.orElse(1)',
    });
  return made;
}
