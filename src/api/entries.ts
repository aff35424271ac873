import { call } from '../../compiler/ops/table.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import type { Expr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { present, showType, type Type } from '../../compiler/tree/type.ts';
import { elementOf, mapList } from '../../compiler/words/build.ts';
import { sameCollection } from '../../compiler/words/collections.ts';

/** Values by the names that an entry has them under. */
export type Named = readonly (readonly [name: string, value: Expr])[];

/** Missing values would vanish unseen: who gathers them says that they are to be skipped. */
export function refuseMissing(what: string, type: Type, how: string): void {
  if (type.is === 'list') refuseMissing(what, type.of, how);
  if (type.is !== 'option' || type.of.is === 'list') return;
  throw new ExpressionError('maybe-missing', `${what} may be missing (${showType(type)})`, {
    hint: `skip them: ${how}(…, { missing: 'skip' }), or say what to use instead: column.orElse(…)`,
  });
}

/** An entry of the values; lists among them are walked together, down to single values, of which `make` makes the entry. */
export function entriesOf(values: Named, what: string, make: (values: Named) => Expr): Expr {
  const lists = values.filter(([, x]) => x.type.is === 'list').map(([, x]) => x);
  const missing = values.find(([, x]) => x.type.is === 'option' && present(x.type).is === 'list');
  if (missing !== undefined)
    throw new ExpressionError('maybe-missing', `a list given to ${what} may be missing as a whole`, {
      hint: 'say what to use instead: list.orElse(…), or choose the rows first',
    });
  if (lists.length === 0) return make(values);
  const distinct = [...new Set(lists)];
  const inside = (of: (list: Expr) => Expr): Named =>
    values.map(([key, v]) => [key, v.type.is === 'list' ? of(v) : v] as const);
  if (distinct.length === 1)
    return mapList(distinct[0] as Expr, (x) =>
      entriesOf(
        inside(() => x),
        what,
        make,
      ),
    );
  sameCollection(distinct, what);
  const fn = lambda(distinct.map(elementOf), (...elements) =>
    entriesOf(
      inside((list) => elements[distinct.indexOf(list)] as Expr),
      what,
      make,
    ),
  );
  return call('map', [...distinct, fn]);
}
