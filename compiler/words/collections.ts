import type { Expr } from '../tree/expr.ts';
import { pathOf } from '../plan/path.ts';
import { showExpr } from '../tree/show.ts';
import { TypeMismatchError } from '../tree/problem.ts';
import { present } from '../tree/type.ts';

/**
 * What the elements of a list are elements of: a stored collection, or a choice among its elements. Lists of one such
 * thing have the same length in every row; of two that differ it is known, before any data are read, that they do not
 * belong together. Undefined where nothing is known, as for stored lists of plain numbers.
 */
export function collectionOf(list: Expr): Expr | undefined {
  if (list.node === 'field') return present(list.type).is === 'list' && holdsRecords(list) ? list : undefined;
  if (list.node !== 'call') return undefined;
  switch (list.op) {
    case 'map':
      return collectionOf(list.args[0] as Expr);
    case 'sortBy':
    case 'reverse':
    case 'indices':
      return collectionOf(list.args[0] as Expr);
    case 'filter':
      return collectionOf(list.args[0] as Expr) === undefined ? undefined : list;
    case 'combinations':
    case 'cross':
      return list;
    case 'concat':
      return holdsRecords(list) ? list : undefined;
    default:
      return undefined;
  }
}

function holdsRecords(list: Expr): boolean {
  const type = present(list.type);
  return type.is === 'list' && present(type.of).is === 'record';
}

/** Whether collections have the same elements in each row, or choices of equally many among the same. */
export function sameElements(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.node !== 'call' || b.node !== 'call' || a.op !== b.op) return false;
  if (a.op !== 'combinations' && a.op !== 'cross') return false;
  const chosen = (of: typeof a): number => (of.options['names'] as readonly string[]).length;
  return chosen(a) === chosen(b) && a.args.every((list, i) => sameLists(list, b.args[i] as Expr));
}

function sameLists(a: Expr, b: Expr): boolean {
  const [one, other] = [collectionOf(a), collectionOf(b)];
  return a === b || (one !== undefined && other !== undefined && sameElements(one, other));
}

/** Refuses lists of different collections side by side. */
export function sameCollection(lists: readonly Expr[], what: string): void {
  const known = lists.flatMap((list) => {
    const collection = collectionOf(list);
    return collection === undefined ? [] : [collection];
  });
  const [first] = known;
  const other = known.find((one) => !sameElements(one, first as Expr));
  if (first === undefined || other === undefined) return;
  throw new TypeMismatchError(
    'other-collection',
    `${what} takes lists of one collection, found elements of ${nameOf(first)} and of ${nameOf(other)}`,
    { hint: 'to pair them write a.cross(b); to follow a selection, choose before the fields: muons.filter(…).pt' },
  );
}

/** What messages call a collection. */
export function nameOf(collection: Expr): string {
  if (collection.node === 'field') return pathOf(collection) ?? collection.name;
  const text = showExpr(collection);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
