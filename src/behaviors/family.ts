import { call } from '../../compiler/ops/table.ts';
import type { Link } from '../../compiler/reference.ts';
import { type Expr, field, literal } from '../../compiler/tree/expr.ts';
import { and, choose, filterList, isPresent, known, lift, mapList, orElse } from '../../compiler/words/build.ts';

/** Parents and children among the elements of a list, which know the place of their parent. */
type Family<K extends Link['is']> = Link & { readonly is: K };

/** The element at a place; missing where there is none. */
export function elementAt(list: Expr, place: Expr): Expr {
  return lift([place], (at) => call('mask', [call('at', [list, at]), call('ge', [at, literal(0)])]));
}

/** The elements whose parent this one is. */
export function childrenIn(list: Expr, self: Expr, { parent, place }: Family<'children'>): Expr {
  const own = known(field(self, place));
  return filterList(list, (one) => call('eq', [known(field(one, parent)), own]));
}

/** The place of the first element on the way up that has another value, -1 where there is none. */
export function distinctPlace(
  list: Expr,
  of: Expr,
  { parent, value }: Pick<Family<'distinctParent'>, 'parent' | 'value'>,
): Expr {
  const column = (name: string): Expr => mapList(list, (one) => field(one, name));
  return call('ancestor', [column(parent), column(value), field(of, parent), field(of, value)]);
}

/** The elements of another value that reach this one first on the way up. */
export function distinctChildrenIn(list: Expr, self: Expr, link: Family<'distinctChildren'>): Expr {
  const [own, value] = [field(self, link.place), field(self, link.value)];
  return filterList(list, (one) =>
    and(call('ne', [field(one, link.value), value]), call('eq', [distinctPlace(list, one, link), own])),
  );
}

/**
 * What becomes of an element and its copies, which are its children of the same value, and theirs: the children of another
 * value, then the copies that have no children. As in coffea, of the first in a chain alone, and of one that has a parent.
 */
export function distinctChildrenDeepIn(list: Expr, self: Expr, link: Family<'distinctChildrenDeep'>): Expr {
  const { parent, value, place } = link;
  const same = (a: Expr, b: Expr, name: string): Expr => call('eq', [field(a, name), field(b, name)]);
  const parentOf = (one: Expr): Expr => elementAt(list, field(one, parent));
  const isCopy = (one: Expr): Expr =>
    orElse(
      lift([parentOf(one)], (above) => same(one, above, value)),
      literal(false),
    );
  const parents = mapList(list, (one) => field(one, parent));
  const copies = mapList(list, (one) => choose(isCopy(one), literal(1), literal(0)));
  const isOfChain = (at: Expr): Expr =>
    call('eq', [call('ancestor', [parents, copies, at, literal(1)]), field(self, place)]);
  const hasChild = (one: Expr): Expr =>
    call('any', [mapList(list, (child) => call('eq', [field(child, parent), field(one, place)]))]);

  const hasParent = isPresent(parentOf(self));
  const others = filterList(list, (one) =>
    and(and(hasParent, call('not', [same(one, self, value)])), isOfChain(field(one, parent))),
  );
  const ends = filterList(list, (one) =>
    and(
      and(and(hasParent, same(one, self, value)), and(isCopy(one), isOfChain(field(one, place)))),
      call('not', [hasChild(one)]),
    ),
  );
  return call('concat', [others, ends]);
}
