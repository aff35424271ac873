import { describe, expect, test } from 'vitest';
import { call } from '../../compiler/ops/table.ts';
import { askCountsFirst } from '../../compiler/passes/rules/ask-counts-first.ts';
import { countWithoutValues } from '../../compiler/passes/rules/count-without-values.ts';
import { foldConstants } from '../../compiler/passes/rules/fold-constants.ts';
import { foldLogic } from '../../compiler/passes/rules/fold-logic.ts';
import { fuseFilters } from '../../compiler/passes/rules/fuse-filters.ts';
import { seeThroughFields } from '../../compiler/passes/rules/see-through-fields.ts';
import { rewrite, type Rule } from '../../compiler/passes/rule.ts';
import { canonical } from '../../compiler/tree/bind.ts';
import { type Expr, field, literal, param, rawLambda, record as recordOf, source } from '../../compiler/tree/expr.ts';
import { showExpr } from '../../compiler/tree/show.ts';
import { float64, list, number, record, table } from '../../compiler/tree/type.ts';
import { filterList, mapList, over } from '../../compiler/words/build.ts';

const row = record([
  ['x', float64],
  ['muons', list(record([['pt', number('float32')]], 'Muon'))],
  [
    'jets',
    list(
      record([
        ['pt', float64],
        ['eta', float64],
      ]),
    ),
  ],
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

  describe('see-through-fields', () => {
    const jets = field(event, 'jets');
    const withPt = (of: Expr, pt: (jet: Expr) => Expr): Expr =>
      mapList(of, (jet) => call('with', [jet, recordOf([['pt', pt(jet)]])]));
    const scaled = withPt(jets, (jet) => call('mul', [field(jet, 'pt'), literal(1.5)]));
    const costly = withPt(jets, (jet) =>
      call('sum', [mapList(muons, (m) => call('mul', [field(m, 'pt'), field(jet, 'eta')]))]),
    );
    const by = (of: Expr, op: 'filter' | 'map' | 'sortBy' | 'maxBy', name: string): Expr =>
      call(op, [
        of,
        over(of, (jet) => (op === 'filter' ? call('gt', [field(jet, name), literal(30)]) : field(jet, name))),
      ]);

    test('what does not look at a field does not depend on it', () => {
      expect(after(seeThroughFields, by(scaled, 'map', 'eta'))).toBe('event.jets.map(x => x.eta)');
      expect(after(seeThroughFields, by(by(costly, 'filter', 'eta'), 'map', 'eta'))).toBe(
        'event.jets.filter(x => x.eta > 30).map(x => x.eta)',
      );
      expect(after(seeThroughFields, field(call('at', [scaled, literal(0)]), 'eta'))).toBe('event.jets.at(0)?.eta');
      expect(after(seeThroughFields, field(by(scaled, 'maxBy', 'pt'), 'eta'))).toBe(
        'event.jets.maxBy(x => x.pt * 1.5)?.eta',
      );
      const twice = withPt(scaled, (jet) => field(jet, 'eta'));
      expect(after(seeThroughFields, by(twice, 'map', 'eta'))).toBe('event.jets.map(x => x.eta)');
      const some = call('reverse', [call('slice', [scaled, literal(1)])]);
      expect(after(seeThroughFields, by(some, 'map', 'eta'))).toBe('event.jets.slice(1).reverse().map(x => x.eta)');
    });

    test('what looks at a cheap one computes it', () => {
      expect(after(seeThroughFields, by(scaled, 'map', 'pt'))).toBe('event.jets.map(x => x.pt * 1.5)');
      expect(after(seeThroughFields, by(scaled, 'filter', 'pt'))).toBe(
        'event.jets.filter(x => (x.pt * 1.5) > 30).map(x => x.with({ pt: x.pt * 1.5 }))',
      );
    });

    test('a costly one is computed once for each element, and elements as a whole stay', () => {
      for (const kept of [
        by(costly, 'filter', 'pt'),
        by(costly, 'sortBy', 'pt'),
        by(costly, 'map', 'pt'),
        field(by(costly, 'maxBy', 'pt'), 'eta'),
        field(call('at', [scaled, literal(0)]), 'pt'),
        mapList(scaled, (jet) => recordOf([['jet', jet]])),
        mapList(jets, (jet) => field(jet, 'eta')),
      ])
        expect(after(seeThroughFields, kept)).toBe(showExpr(canonical(kept)));
    });
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
