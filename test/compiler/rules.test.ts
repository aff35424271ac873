import { describe, expect, test } from 'vitest';
import { call } from '../../compiler/ops/table.ts';
import { askCountsFirst } from '../../compiler/passes/rules/ask-counts-first.ts';
import { countWithoutValues } from '../../compiler/passes/rules/count-without-values.ts';
import { foldConstants } from '../../compiler/passes/rules/fold-constants.ts';
import { foldLogic } from '../../compiler/passes/rules/fold-logic.ts';
import { fuseFilters } from '../../compiler/passes/rules/fuse-filters.ts';
import { rewrite, type Rule } from '../../compiler/passes/rule.ts';
import { canonical } from '../../compiler/tree/bind.ts';
import { type Expr, field, literal, param, rawLambda, source } from '../../compiler/tree/expr.ts';
import { showExpr } from '../../compiler/tree/show.ts';
import { float64, list, number, record, table } from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';

const row = record([
  ['x', float64],
  ['muons', list(record([['pt', number('float32')]], 'Muon'))],
]);
const event = param(0, row);
const muons = field(event, 'muons');
const x = field(event, 'x');
const hard = (list: Expr, cut: number): Expr => filterList(list, (m) => call('gt', [field(m, 'pt'), literal(cut)]));

function after(rule: Rule, expr: Expr): string {
  return showExpr(rewrite(canonical(expr), [rule]).expr);
}

describe('each rule rewrites what it is for, and nothing else', () => {
  test('fold-constants', () => {
    expect(after(foldConstants, call('mul', [x, call('mul', [literal(2.5), literal(4.2)])]))).toBe('event.x * 10.5');
    expect(after(foldConstants, call('mul', [x, literal(2)]))).toBe('event.x * 2');
    // an integer that grows beyond 2**53 is left for the run to refuse
    expect(after(foldConstants, call('mul', [literal(2 ** 52), literal(4)]))).toBe('4503599627370496 * 4');
  });

  test('fold-logic', () => {
    const test1 = call('gt', [x, literal(1)]);
    expect(after(foldLogic, call('and', [test1, literal(true)]))).toBe('event.x > 1');
    expect(after(foldLogic, call('or', [literal(false), test1]))).toBe('event.x > 1');
    expect(after(foldLogic, call('not', [call('not', [test1])]))).toBe('event.x > 1');
    expect(after(foldLogic, call('and', [test1, call('lt', [x, literal(9)])]))).toBe('(event.x > 1) && (event.x < 9)');
  });

  test('fuse-filters keeps the order of the conditions', () => {
    expect(after(fuseFilters, hard(hard(muons, 10), 20))).toBe('event.muons.filter(x => (x.pt > 10) && (x.pt > 20))');
  });

  test('count-without-values', () => {
    expect(after(countWithoutValues, call('length', [mapList(muons, (m) => field(m, 'pt'))]))).toBe(
      'event.muons.length',
    );
    const filtered = call('length', [hard(muons, 10)]);
    expect(after(countWithoutValues, filtered)).toBe(showExpr(canonical(filtered)));
  });

  test('ask-counts-first guards pairs by the count of what they are made of', () => {
    const pairs = call('combinations', [hard(muons, 10)], { names: ['a', 'b'] });
    const some = call('any', [
      mapList(pairs, (p) => call('gt', [field(field(p, 'a'), 'pt'), field(field(p, 'b'), 'pt')])),
    ]);
    const rows = source('data', table(row));
    const where = call('where', [rows, rawLambda([event], some)]);
    const text = after(askCountsFirst, where);
    expect(text).toContain('rows.where(event => event.muons.length >= 2).where(');
    expect(rewrite(canonical(where), [askCountsFirst]).fired.get('ask-counts-first')).toBe(1);
  });

  test('a rule that changes a type is named', () => {
    const wrong: Rule = {
      name: 'wrong',
      why: 'to be caught',
      apply: (expr) => (expr === x ? literal(true) : undefined),
    };
    expect(() => rewrite(call('gt', [x, literal(1)]), [wrong])).toThrow('rule wrong changed a type');
  });
});
