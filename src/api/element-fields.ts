import { call } from '../../compiler/ops/table.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import { type Expr, field, record } from '../../compiler/tree/expr.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { briefType, present } from '../../compiler/tree/type.ts';
import { elementOf, lift, mapList } from '../../compiler/words/build.ts';
import { sameCollection } from '../../compiler/words/collections.ts';
import { asColumn } from './column-core.ts';
import { valueOf } from './column.ts';
import { captureOver, type Core, fieldOfRow, joinReadings, rowOf, type UserFunction } from './core.ts';

/** The rows' field that changes when a field is added somewhere inside of it. */
interface Changed {
  readonly core: Core;
  readonly name: string;
  readonly expr: Expr;
}

/** What the last record of a path gets as its new field: of the record, and of what stands beside it in a column. */
type NewField = (holder: Expr, beside: Expr | undefined) => Expr;

/**
 * A field added by its path, `Electrons.baseline`: to every element of the collections on the way. The value is a
 * function of the record that gets it and of the event, or a column whose lists are walked together with the collections.
 */
export function withField(core: Core, path: unknown, value: unknown, params: unknown): Changed {
  const names = typeof path === 'string' ? path.split('.') : [];
  if (names.length === 0 || names.includes(''))
    throw new ExpressionError('wrong-argument', 'withField takes the path of the new field, its names joined by dots', {
      hint: "events.withField('Electrons.baseline', (el) => el.pt > 10)",
    });
  const [name, ...rest] = names as [string, ...string[]];
  const column = asColumn(value);
  if (column !== undefined) {
    const joined = joinReadings(core, [column.core]);
    return { core: joined, name, expr: addBeside(joined, names, valueOf(core, value, 'withField')) };
  }
  if (typeof value !== 'function')
    throw new ExpressionError(
      'wrong-argument',
      `withField takes a function or a column as the value of ${names.at(-1)}`,
    );
  let seen = core;
  const read = (values: readonly Expr[]): Expr => {
    const made = captureOver(seen, value as UserFunction, values, params);
    seen = made.core;
    return made.expr;
  };
  const row = rowOf(core);
  const expr =
    rest.length === 0
      ? read([row])
      : addTo(fieldOfRow(core, name), [name], rest, undefined, (holder) => read([holder, row]));
  return { core: seen, name, expr };
}

function addBeside(core: Core, names: readonly string[], value: Expr): Expr {
  const [name, ...rest] = names as [string, ...string[]];
  if (rest.length === 0) return value;
  return addTo(fieldOfRow(core, name), [name], rest, value, (_holder, beside) => beside as Expr);
}

/** The value with a field added at the path below it; `done` are the names above, for messages. */
function addTo(
  of: Expr,
  done: readonly string[],
  names: readonly string[],
  beside: Expr | undefined,
  value: NewField,
): Expr {
  const perhaps = beside?.type.is === 'option' && present(beside.type).is === 'list' ? beside : undefined;
  if (of.type.is === 'option')
    return lift(perhaps === undefined ? [of] : [of, perhaps], (there, list) =>
      addTo(there as Expr, done, names, list ?? beside, value),
    );
  const type = of.type;
  if (type.is === 'list') {
    if (perhaps !== undefined)
      throw new TypeMismatchError('maybe-missing', `the list for ${[...done, ...names].join('.')} may be missing`, {
        hint: `${done.join('.')} is always there: say what to use instead, column.orElse(…)`,
      });
    if (beside?.type.is !== 'list') return mapList(of, (x) => addTo(x, done, names, beside, value));
    sameCollection([of, beside], `the field ${[...done, ...names].join('.')}`);
    const each = lambda([elementOf(of), elementOf(beside)], (x, y) => addTo(x as Expr, done, names, y, value));
    return call('map', [of, beside, each]);
  }
  if (type.is !== 'record')
    throw new TypeMismatchError(
      'not-records',
      `${done.join('.')} holds no records, found ${briefType(present(type))}`,
      {
        hint: 'fields are added to records: of a collection, or of the row',
      },
    );
  const [name, ...below] = names as [string, ...string[]];
  if (below.length === 0) return call('with', [of, record([[name, value(of, beside)]])]);
  if (!type.fields.has(name))
    throw new ExpressionError('unknown-field', `${done.join('.')} has no field '${name}'`, {
      hint: suggest(name, type.fields.keys()),
    });
  const inner = addTo(field(of, name), [...done, name], below, beside, value);
  return call('with', [of, record([[name, inner]])]);
}
