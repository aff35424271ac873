import { areTupleNames, type Layout, type RecordLayout } from '../layout.ts';
import { type Level, type Operand, broadcast, type Rules, spreadSingle, step } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { namesOption, textOption } from './options.ts';

/**
 * `ak.with_field`: the records of the first array with the second as a field named `where`, or at a path of names; without
 * `where` it gets the number of the next field. It is brought to the shape of the records, which keep theirs: where the new
 * value is missing, the field is, never the record.
 */
export const withField: ArrayKernel = (inputs, options) => {
  const [base, what] = operandsOf('with_field', inputs, { names: ['the array', 'the new field'], ...options });
  if (base === undefined || what === undefined || inputs.length > 2)
    throw new ArrayProblem('wrong-arguments', 'with_field takes an array and the new field');
  const [result] = broadcast([base, { ...what, passive: true }], addAt(pathOption(options)));
  return result as Layout;
};

/** A name, or a path of names from the outside in. */
function pathOption(options: ArrayOptions): readonly string[] {
  if (Array.isArray(options['where'])) return namesOption(options, 'where') ?? [];
  const name = textOption(options, 'where');
  return name === undefined ? [] : [name];
}

function addAt(path: readonly string[]): Rules {
  return {
    what: 'with_field',
    left: true,
    right: false,
    fields: false,
    masked: false,
    action: ([base, what], level) => {
      if (base?.layout.is !== 'record' || what === undefined) return undefined;
      return [withColumn(base.layout, what, path, level)];
    },
    refuse: () => noRecords('with_field', path),
  };
}

function withColumn(record: RecordLayout, what: Operand, path: readonly string[], level: Level): RecordLayout {
  const [name = String(record.fields.size), ...rest] = path;
  const column = rest.length === 0 ? spreadSingle(what, level.length).layout : inside(record, what, name, rest, level);
  return { ...record, fields: new Map([...record.fields, [name, column]]) };
}

function inside(record: RecordLayout, what: Operand, name: string, rest: readonly string[], level: Level): Layout {
  const layout = record.fields.get(name);
  if (layout === undefined) throw unknownField('with_field', name, record);
  const base: Operand = { layout, single: false, passive: false, name: `the field ${name}` };
  return step([base, what], level, addAt(rest))[0] as Layout;
}

/** The error of a field that records do not have. */
export function unknownField(what: string, name: string, { fields }: RecordLayout): ArrayProblem {
  return new ArrayProblem('unknown-field', `${what}: the records have no field '${name}'`, {
    hint: `they have ${[...fields.keys()].slice(0, 12).join(', ') || 'none'}`,
  });
}

const noRecords = (what: string, path: readonly string[]): ArrayProblem =>
  new ArrayProblem('wrong-type', `${what}: there are no records${path.length > 1 ? ` at ${path.join('.')}` : ''}`, {
    hint: 'zip makes records of arrays',
  });

/** `ak.without_field`: the records without the field named `where`, or at a path of names; tuples are numbered anew. */
export const withoutField: ArrayKernel = ([base, ...others], options) => {
  const path = pathOption(options);
  if (base === undefined || others.length > 0 || path.length === 0)
    throw new ArrayProblem('wrong-arguments', 'without_field takes an array and the name of a field as where');
  return removeAt(base, path, path);
};

function removeAt(base: Layout, whole: readonly string[], path: readonly string[]): Layout {
  return mapRecords(
    base,
    () => noRecords('without_field', whole),
    (record) => {
      const [name = '', ...rest] = path;
      const column = record.fields.get(name);
      if (column === undefined) throw unknownField('without_field', name, record);
      if (rest.length > 0)
        return { ...record, fields: new Map([...record.fields, [name, removeAt(column, whole, rest)]]) };
      const left = [...record.fields].filter(([field]) => field !== name);
      const tuple = areTupleNames(record.fields.keys());
      return { ...record, fields: new Map(tuple ? left.map(([, field], at) => [String(at), field]) : left) };
    },
  );
}

/** `ak.with_name`: the outermost records with the name `name`, which behaviours go by; null takes it away. */
export const withName: ArrayKernel = ([base, ...others], options) => {
  if (base === undefined || others.length > 0) throw new ArrayProblem('wrong-arguments', 'with_name takes one array');
  const name = textOption(options, 'name');
  return mapRecords(
    base,
    () => noRecords('with_name', []),
    ({ length, fields }) =>
      name === undefined ? { is: 'record', length, fields } : { is: 'record', length, fields, name },
  );
};

/** The outermost records, in lists, options and unions, replaced by others. */
export function mapRecords(
  layout: Layout,
  refuse: () => ArrayProblem,
  change: (record: RecordLayout) => Layout,
): Layout {
  switch (layout.is) {
    case 'record':
      return change(layout);
    case 'list':
    case 'option':
      return { ...layout, content: mapRecords(layout.content, refuse, change) };
    case 'union':
      return { ...layout, contents: layout.contents.map((content) => mapRecords(content, refuse, change)) };
    default:
      throw refuse();
  }
}
