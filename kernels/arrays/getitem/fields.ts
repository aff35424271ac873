import { areTupleNames, type Layout, type RecordLayout, type UnionLayout } from '../../layout.ts';
import { ArrayProblem } from '../kernel.ts';
import { unionOf } from '../merge.ts';
import { behind } from '../walk.ts';

/** One field by its name, or a record of several. */
export type Fields = string | readonly string[];

/**
 * The fields of the records in an array, below lists, options and unions. Each step of the path looks in what the step
 * before gave; after a step of several names, in each of them. Throws `unknown-field`, and `wrong-type` where there are no
 * records.
 */
export function selectFields(layout: Layout, path: readonly Fields[]): Layout {
  const [first, ...rest] = path;
  if (first === undefined) return layout;
  switch (layout.is) {
    case 'record':
      if (typeof first === 'string') return selectFields(fieldOf(layout, first), rest);
      return recordOf(layout, first, rest);
    case 'list':
      return { ...layout, content: selectFields(layout.content, path) };
    case 'option':
      return behind(layout, selectFields(layout.content, path));
    case 'union':
      return fieldsOfKinds(layout, path);
    default:
      throw new ArrayProblem('wrong-type', `there are no records, so no ${shown(first)}`);
  }
}

const shown = (fields: Fields): string =>
  typeof fields === 'string' ? `field '${fields}'` : `fields ${fields.map((name) => `'${name}'`).join(', ')}`;

function fieldOf({ fields }: RecordLayout, name: string): Layout {
  const field = fields.get(name);
  if (field !== undefined) return field;
  const names = [...fields.keys()];
  throw new ArrayProblem('unknown-field', `there is no field '${name}'`, {
    hint: names.length === 0 ? 'the records have no fields' : `the fields are ${names.join(', ')}`,
  });
}

/** A record of some fields; of a tuple again a tuple. It is another kind of record, so it has no name. */
function recordOf(record: RecordLayout, names: readonly string[], rest: readonly Fields[]): RecordLayout {
  const isTuple = areTupleNames(record.fields.keys());
  const fields = names.map((name, i): [string, Layout] => [
    isTuple ? String(i) : name,
    selectFields(fieldOf(record, name), rest),
  ]);
  return { is: 'record', length: record.length, fields: new Map(fields) };
}

function fieldsOfKinds(union: UnionLayout, path: readonly Fields[]): Layout {
  return unionOf({ ...union, contents: union.contents.map((content) => selectFields(content, path)) });
}
