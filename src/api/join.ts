import { type Expr, field, param } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { RecordType, TableType } from '../../compiler/tree/type.ts';
import { JoinedRows } from '../sources/join/joined-rows.ts';
import { checkName, type Joining, type KeyPart, shortName } from '../sources/join/joining.ts';
import type { Core } from './core.ts';
import { asDataset, datasetProxy } from './dataset.ts';
import { ofWiderRow, overWiderRows, sourceNode } from './widen.ts';

/** What a user says of a join. */
interface Given {
  readonly on?: unknown;
  readonly fields?: unknown;
  readonly missing?: unknown;
}

const EXAMPLE = "join(events, scores, { on: ['run', 'luminosityBlock', 'event'], fields: ['score'] })";

/** The dataset with fields of another one, found by keys or row by row. */
export function joinedDataset(events: unknown, other: unknown, given: unknown): object {
  const [core, friend] = [asDataset(events), asDataset(other)];
  if (core === undefined || friend === undefined || typeof given !== 'object' || given === null)
    throw new ExpressionError('wrong-argument', 'join takes two datasets, and on which fields they are joined', {
      hint: EXAMPLE,
    });
  checkAsOpened(core, friend);
  const joining = joiningOf(given, core, friend.source.info.row);
  for (const { name, of } of joining.fields) checkName(core.added.has(name), name, of);
  const joined = new JoinedRows(core.source, friend.source, joining);
  return datasetProxy(overJoined(core, joined));
}

/** A dataset over the joined rows of its source. */
function overJoined(core: Core, joined: JoinedRows): Core {
  const { row } = joined.info;
  const from = param(0, core.source.info.row);
  const wide = (expr: Expr): Expr => ofWiderRow(expr, from, row);
  const fields = core.selected
    ? joined.joining.fields.map((one) => [one.name, field(param(0, row), one.name)] as const)
    : [];
  return {
    ...core,
    source: joined,
    rows: overWiderRows(core.rows, sourceNode(joined)),
    added: new Map([...[...core.added].map(([key, expr]) => [key, wide(expr)] as const), ...fields]),
    words: core.words.over(joined.info),
    overlaps: core.overlaps.map((overlap) => ({ ...overlap, fates: wide(overlap.fates), row })),
  };
}

function checkAsOpened(core: Core, friend: Core): void {
  if ((core.rows.type as TableType).row !== core.source.info.row)
    throw new ExpressionError('not-as-opened', 'join is of events, but after flatten the rows are elements of lists', {
      hint: 'join first, and flatten what it gives',
    });
  if (friend.rows.node === 'source' && friend.added.size === 0 && !friend.selected) return;
  throw new ExpressionError(
    'not-as-opened',
    `the rows of ${shortName(friend.source.info.name)} are chosen or have computed fields; join takes a dataset as it was opened`,
    { hint: 'join it as it is and compute after; or write what is computed to a file, and open that' },
  );
}

/** What was said, checked. */
function joiningOf({ on, fields, missing = 'error', ...others }: Given, core: Core, friend: RecordType): Joining {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new ExpressionError('wrong-option', `join has no option '${unknown}'`, { hint: 'on, fields, missing' });
  if (missing !== 'error' && missing !== 'none')
    throw new ExpressionError('bad-option', `missing is '${String(missing)}', expected 'error' or 'none'`);
  const added = pairsOf(fields, 'fields').map(([name, of]) => ({ name, of }));
  if (on === 'row') return { on, fields: added, missing };
  const key = pairsOf(on, 'on').map(([here, there]): KeyPart => {
    checkStored(core, here);
    return { here: pathIn(core.source.info.row, here), there: pathIn(friend, there) };
  });
  return { on: key, fields: added, missing };
}

/** Names of both sides: one name for both in a list, or by the name on this side. */
function pairsOf(given: unknown, what: 'on' | 'fields'): (readonly [string, string])[] {
  const pairs = Array.isArray(given)
    ? given.map((name: unknown) => [name, name] as const)
    : Object.entries(typeof given === 'object' && given !== null ? given : {});
  const isNames = pairs.every(([a, b]) => typeof a === 'string' && typeof b === 'string');
  if (pairs.length > 0 && isNames) return pairs as (readonly [string, string])[];
  const needed = what === 'on' ? "the fields that rows are joined on, or 'row'" : 'the fields that are added';
  throw new ExpressionError(
    'wrong-argument',
    `join needs ${needed}: a list of names, or an object of both sides' names`,
    {
      hint: EXAMPLE,
    },
  );
}

/** The names that lead to a field: its own name, or those of the records around it, joined by dots. */
const pathIn = (row: RecordType, name: string): readonly string[] => (row.fields.has(name) ? [name] : name.split('.'));

function checkStored(core: Core, key: string): void {
  const computed = core.added.get(key);
  const { row } = core.source.info;
  if (computed === undefined || (row.fields.has(key) && computed === field(param(0, row), key))) return;
  throw new ExpressionError('bad-key', `${key} is computed, and rows are joined on stored fields`, {
    hint: 'give the computed field another name, or write it to a file first',
  });
}
