import type { Form } from '../../compiler/source.ts';
import { isInteger, list, present, record, type ListType } from '../../compiler/tree/type.ts';
import { nanoReferences, withPlaces } from './nano-references.ts';
import { named, rowOf, type Field, type Schema, type StoredColumn } from './schema.ts';

/**
 * CMS NanoAOD: `Muon_pt`, `Muon_eta` and the counter `nMuon` become the collection `Muon`; `MET_pt`, `MET_phi` the record
 * `MET`. Indices lead from collection to collection.
 */
export const nanoaod: Schema = {
  name: 'nanoaod',
  fits: (columns) => {
    const counters = countersOf(columns);
    return columns.some((column) => isListed(column) && counters.has(split(column.name)?.prefix ?? ''));
  },
  // a skim may have no collections
  mayBe: (columns) => columns.some((column) => split(column.name) !== undefined),
  arrange: (columns) => {
    const counters = countersOf(columns);
    const groups = groupsOf(columns, counters);
    const fields: Field[] = [];
    const done = new Set<string>();
    for (const column of columns) {
      const group = groups.get(groupName(column));
      if (group === undefined || !group.members.includes(column)) fields.push(alone(column, counters));
      else if (!done.has(group.name)) {
        done.add(group.name);
        fields.push(group.lists ? collection(group, counters.get(group.name)) : together(group));
      }
    }
    return nanoReferences(rowOf(withPlaces(fields)));
  },
};

interface Group {
  readonly name: string;
  readonly lists: boolean;
  readonly members: readonly StoredColumn[];
}

function isListed({ type }: StoredColumn): boolean {
  return present(type).is === 'list';
}

function split(name: string): { prefix: string; rest: string } | undefined {
  const at = name.indexOf('_');
  return at <= 0 || at === name.length - 1 ? undefined : { prefix: name.slice(0, at), rest: name.slice(at + 1) };
}

const groupName = (column: StoredColumn): string => split(column.name)?.prefix ?? '';

// Counter columns by what they count: `Muon` → `nMuon`.
function countersOf(columns: readonly StoredColumn[]): Map<string, string> {
  const counters = new Map<string, string>();
  for (const { name, type } of columns) if (/^n./.test(name) && isInteger(type)) counters.set(name.slice(1), name);
  return counters;
}

// A prefix that is a column's name already keeps its columns flat. Where lists and scalars share one, the lists get it.
function groupsOf(columns: readonly StoredColumn[], counters: ReadonlyMap<string, string>): Map<string, Group> {
  const taken = new Set(columns.map(({ name }) => name));
  const byPrefix = new Map<string, StoredColumn[]>();
  for (const column of columns) {
    const prefix = groupName(column);
    if (prefix === '' || taken.has(prefix)) continue;
    const members = byPrefix.get(prefix);
    if (members === undefined) byPrefix.set(prefix, [column]);
    else members.push(column);
  }
  const groups = new Map<string, Group>();
  for (const [name, all] of byPrefix) {
    const listed = all.filter(isListed);
    const members = listed.length > 0 ? listed : all;
    if (members.length > 1 || (listed.length === 1 && counters.has(name)))
      groups.set(name, { name, lists: listed.length > 0, members });
  }
  return groups;
}

const restOf = (column: StoredColumn): string => split(column.name)?.rest ?? column.name;

// A list that is missing as a whole cannot be told from an empty one beside its siblings: the scan stops at it.
function collection({ name, members }: Group, counter: string | undefined): Field {
  const types = members.map((column) => [restOf(column), (present(column.type) as ListType).of] as const);
  const forms = members.map((column) => [restOf(column), elementForm(column.form)] as const);
  return {
    name,
    type: list(record(types, name)),
    form: { is: 'list', of: { is: 'record', fields: new Map(forms) }, counter },
  };
}

function elementForm(form: Form): Form {
  return form.is === 'list' ? form.of : form;
}

function together({ name, members }: Group): Field {
  const types = members.map((column) => [restOf(column), column.type] as const);
  const forms = members.map((column) => [restOf(column), column.form] as const);
  return { name, type: record(types, name), form: { is: 'record', fields: new Map(forms) } };
}

function alone(column: StoredColumn, counters: ReadonlyMap<string, string>): Field {
  const { form, name } = column;
  const type = named(column.type, name);
  const counter = counters.get(name);
  return form.is === 'list' && type.is === 'list' && counter !== undefined
    ? { name, type, form: { ...form, counter } }
    : { name, type, form };
}
