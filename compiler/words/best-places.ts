import type { Expr, LambdaExpr } from '../tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../tree/problem.ts';
import { present, type Type } from '../tree/type.ts';
import { collectionOf, nameOf, sameElements } from './collections.ts';

/** Operations that give the place of the best element in each list. */
const BEST: ReadonlySet<string> = new Set([
  'argmin',
  'argmax',
  'ak.argmin',
  'ak.argmax',
  'ak.nanargmin',
  'ak.nanargmax',
]);

/** A place of the best, without the list that it is a place in. */
interface BestPlace {
  readonly op: string;
  /** The list whose best is meant. */
  readonly list: Expr;
}

/** Where a number is the place of the best in a list, or a list of numbers are such places: what it is a place in. */
function bestPlaceOf(index: Expr): BestPlace | undefined {
  if (index.node !== 'call') return undefined;
  if (BEST.has(index.op))
    return index.options['keepdims'] === true ? undefined : { op: index.op, list: index.args[0] as Expr };
  switch (index.op) {
    case 'coalesce':
    case 'known':
    case 'mask':
      return bestPlaceOf(index.args[0] as Expr);
    case 'map':
      return bestPlaceOf((index.args.at(-1) as LambdaExpr).body);
    default:
      return undefined;
  }
}

/**
 * Refuses places of the best as a selection of the rows of an array of lists: of each list it would not take the best, but
 * in each row a list of another row. `named` is what messages call the lists. Throws ExpressionError `index-without-list`.
 */
export function refuseAsRows(entries: Type, index: Expr, named?: string): void {
  const best = present(entries).is === 'list' ? bestPlaceOf(index) : undefined;
  if (best === undefined) return;
  const what = best.op.replace(/^ak\./, '');
  throw new ExpressionError(
    'index-without-list',
    `ak.${what} gives places in the lists of ${named ?? shownList(best.list)}; as a selection of rows they would take whole lists of other rows`,
    {
      hint: `the best of each list: list.${what.endsWith('min') ? 'minBy' : 'maxBy'}(x => …); or keep the lists: ak.${what}(…, { axis: ${axisOf(index)}, keepdims: true })`,
    },
  );
}

const axisOf = (index: Expr): string =>
  index.node === 'call' && typeof index.options['axis'] === 'number' ? String(index.options['axis']) : '1';

/** What messages call a list: the field of a collection as it is written, `Muon.pt`. */
function shownList(list: Expr): string {
  if (list.node === 'call' && list.op === 'map' && list.args.length === 2) {
    const { body } = list.args[1] as LambdaExpr;
    const collection = collectionOf(list);
    if (collection !== undefined && body.node === 'field' && body.of.node === 'param')
      return `${nameOf(collection)}.${body.name}`;
  }
  return nameOf(list);
}

/** Refuses the place of the best of one collection as a place in another. */
export function sameListAsBest(list: Expr, index: Expr, what: string): void {
  const best = bestPlaceOf(index);
  if (best === undefined) return;
  const [collection, other] = [collectionOf(list), collectionOf(best.list)];
  if (collection === undefined || other === undefined || sameElements(collection, other)) return;
  throw new TypeMismatchError(
    'other-collection',
    `${what} takes a place in ${nameOf(collection)}, found that of the best of ${shownList(best.list)}`,
    { hint: `the best element itself: list.${best.op.endsWith('min') ? 'minBy' : 'maxBy'}(x => …)` },
  );
}
