import { commonType } from '../ops/lists.ts';
import { call } from '../ops/table.ts';
import { type Expr, field, literal, record } from '../tree/expr.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../tree/problem.ts';
import { briefType, present, type RecordType, type Type } from '../tree/type.ts';
import { elementOf, lift, mapList } from './build.ts';

/** Lists of records that become one collection. */
interface Joining {
  /** The name of the records; behaviours go by it. */
  readonly as: string;
  /** The field that says which list a record is from; null for none. */
  readonly tag: string | null;
  /** What the lists are called there; their numbers where nothing is said. */
  readonly names?: readonly string[] | undefined;
}

const OPTIONS = ['as', 'tag'];

/** The options of `concat`, checked. Throws ExpressionError where they are none. */
export function joiningOf(options: unknown, what: string, names?: readonly string[]): Joining {
  const told = typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {};
  for (const name of Object.keys(told))
    if (!OPTIONS.includes(name))
      throw new ExpressionError('wrong-option', `${what} has no option '${name}'`, { hint: suggest(name, OPTIONS) });
  const { as, tag = 'origin' } = told;
  if (typeof as !== 'string')
    throw new ExpressionError('wrong-option', `${what} needs the name of the records`, { hint: "{ as: 'Lepton' }" });
  if (tag !== null && typeof tag !== 'string')
    throw new ExpressionError('wrong-option', `the tag of ${what} is the name of a field, or null for none`);
  return { as, tag, names };
}

/**
 * The lists of each row one after the other, as records of the fields that all have, under a new name. One more field says
 * which list a record is from, by name or number.
 */
export function joinCollections(lists: readonly Expr[], { as, tag, names }: Joining, what: string): Expr {
  const records = lists.map((list) => recordIn(list, what));
  const fields = commonFields(records, what);
  if (tag !== null && fields.includes(tag))
    throw new ExpressionError('wrong-option', `${what}: the records have a field '${tag}' already`, {
      hint: "name the field that says where a record is from otherwise: { tag: 'from' }",
    });
  return lists
    .map((list, i) =>
      mapList(list, (x) =>
        lift([x], (there) => {
          const kept = fields.map((name) => [name, field(there, name)] as const);
          const label = [tag ?? '', literal(names?.[i] ?? i)] as const;
          return record(tag === null ? kept : [...kept, label], as);
        }),
      ),
    )
    .reduce((a, b) => call('concat', [a, b]));
}

function recordIn(list: Expr, what: string): RecordType {
  const type = list.type.is === 'list' ? present(elementOf(list)) : undefined;
  if (type?.is === 'record') return type;
  throw new TypeMismatchError('wrong-type', `${what} takes lists of records, found ${briefType(list.type)}`, {
    hint: list.type.is === 'option' ? 'a list that may be missing: list.orElse(…)' : undefined,
  });
}

/** The fields that all records have, in the order of the first; each must be of types that go together. */
function commonFields([first, ...others]: readonly RecordType[], what: string): readonly string[] {
  const names = [...(first as RecordType).fields.keys()].filter((name) =>
    others.every(({ fields }) => fields.has(name)),
  );
  if (names.length === 0)
    throw new TypeMismatchError('unlike-fields', `${what}: the collections have no field in common`);
  for (const name of names) {
    const types = [first as RecordType, ...others].map(({ fields }) => fields.get(name) as Type);
    try {
      types.reduce(commonType);
    } catch (cause) {
      throw new TypeMismatchError(
        'unlike-types',
        `${what}: the field '${name}' is ${types.map(briefType).join(' and ')}, which do not go together`,
        { hint: 'leave it out, or make it one type: ak.without_field, ak.values_astype', cause },
      );
    }
  }
  return names;
}
