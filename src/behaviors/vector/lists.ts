import type { MethodExpansion } from '../../../compiler/behavior.ts';
import { call } from '../../../compiler/ops/table.ts';
import { type Expr, literal, record } from '../../../compiler/tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../../../compiler/tree/problem.ts';
import { present, type RecordType } from '../../../compiler/tree/type.ts';
import type { Argument } from '../../../compiler/vocabulary.ts';
import { and, elementOf, isPresent, known, lift, mapList, orElse, over } from '../../../compiler/words/build.ts';
import { valueArg, valueOf } from '../../../compiler/words/list-words.ts';
import { angles } from './angles.ts';
import { coordinate, expand, withVectors } from './reading.ts';
import { carriesCharge, chargeOf, vectorRecord } from './results.ts';
import { type System, systemOf } from './systems.ts';
import { coordinatesArg, optionArgs } from './takes.ts';

/** The vector sum of a list, component by component; the charges are added where the elements have one. */
const sum: MethodExpansion = (list) => {
  const { dimension, isMomentum } = systemOf(present(elementOf(list)) as RecordType) as System;
  const total = (of: (element: Expr) => Expr): Expr => call('sum', [mapList(list, (x) => lift([x], of))]);
  const component = (name: string): Expr => total((x) => withVectors([x], ({ plain }) => coordinate(plain, name)));
  const components = (['x', 'y', 'z', 't'] as const)
    .slice(0, dimension)
    .map((name) => [name, component(name === 't' ? 'tBesideZ' : name)] as const);
  const charge = carriesCharge(elementOf(list)) ? total((x) => chargeOf(x) as Expr) : undefined;
  return vectorRecord(record(components), isMomentum, charge);
};

/** How far an element is from another value: by a function of the user's, else ΔR. */
type Metric = (element: Expr, other: Expr) => Expr;

function metricOf(options: ReadonlyMap<string, Argument>, word: string): Metric {
  const metric = options.get('metric');
  if (metric === undefined)
    return (a, b) =>
      lift([a, b], (x, y) =>
        withVectors([x, coordinatesArg([{ is: 'value', expr: y }], word, ['eta', 'phi'])], (v, other) =>
          expand(angles.deltaR, v.plain, other.plain),
        ),
      );
  if (metric.is !== 'lambda')
    throw new ExpressionError('wrong-argument', `the metric of ${word} is a function of two vectors`, {
      hint: '{ metric: (a, b) => Math.abs(a.deltaPhi(b)) }',
    });
  return (a, b) => lift([a, b], (x, y) => metric.build(x, y));
}

/** The element nearest to a vector; with a threshold only one that is not farther. As coffea's `nearest`. */
const nearest: MethodExpansion = (list, args) => {
  const to = valueArg(args, 0, 'nearest');
  if (present(to.type).is === 'list')
    throw new TypeMismatchError('wrong-type', 'nearest takes one vector, found a list of them', {
      hint: 'for each jet the nearest muon: events.Jet.map((j, e) => e.Muon.nearest(j))',
    });
  const options = optionArgs(args[1], 'nearest', ['threshold', 'metric'], 'threshold');
  const metric = metricOf(options, 'nearest');
  const best = call('minBy', [list, over(list, (x) => metric(x, to))]);
  const threshold = valueOf(options.get('threshold'));
  if (threshold === undefined) return best;
  const near = call('le', [metric(known(best), to), threshold]);
  return call('mask', [known(best), and(isPresent(best), orElse(near, literal(false)))]);
};

/** The distance of every element to every element of another list, as lists of lists. As coffea's `metric_table`. */
const metricTable: MethodExpansion = (list, args) => {
  const other = valueArg(args, 0, 'metricTable');
  if (other.type.is !== 'list')
    throw new TypeMismatchError('wrong-type', 'metricTable takes a list of vectors', {
      hint: 'of one vector: list.map(x => x.deltaR(vector))',
    });
  const metric = metricOf(optionArgs(args[1], 'metricTable', ['metric']), 'metricTable');
  return mapList(list, (x) => mapList(other, (y) => metric(x, y)));
};

/** The methods of lists of vectors; distances need a direction in space. */
export function listMethods({ dimension }: System): ReadonlyMap<string, MethodExpansion> {
  return new Map<string, MethodExpansion>([['sum', sum], ...(dimension > 2 ? LISTS : [])]);
}
const LISTS: readonly [string, MethodExpansion][] = [
  ['nearest', nearest],
  ['metricTable', metricTable],
];
