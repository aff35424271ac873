import { list, present, record, type ListType } from '../../compiler/tree/type.ts';
import { linkField, physliteReferences } from './physlite-links.ts';
import { isKeyed, isKeyedList } from './references.ts';
import { rowOf, type Field, type Schema, type StoredColumn } from './schema.ts';

/**
 * ATLAS PHYSLITE: the columns `AnalysisElectronsAuxDyn.pt`, … become the collection `Electrons`, those of one value an
 * event a record (`EventInfo`); links by key and place lead to the elements of other collections.
 */
export const physlite: Schema = {
  name: 'physlite',
  fits: (columns) => columns.some(({ name }) => CONTAINER.test(name)),
  arrange: (columns) => {
    const groups = groupsOf(columns);
    const fields = columns.flatMap((column): Field[] => {
      const container = CONTAINER.exec(column.name)?.[1];
      if (container === undefined) return [column];
      const members = groups.get(container) as StoredColumn[];
      const isFirst = columns.find(({ name }) => CONTAINER.exec(name)?.[1] === container) === column;
      return isFirst ? [fieldOf(collectionName(container), members)] : [];
    });
    const containers = new Map([...groups.keys()].map((container) => [collectionName(container), container]));
    return physliteReferences(rowOf(fields), containers);
  },
};

// `XAuxDyn.y` is one variable of a container, `XAux.` several of them.
const CONTAINER = /^(.+?)Aux(?:Dyn)?\.(?:.*\.)?([^.]*)$/;

/** `AnalysisElectrons` is called `Electrons`. */
const collectionName = (container: string): string => container.replace('Analysis', '');

function groupsOf(columns: readonly StoredColumn[]): Map<string, StoredColumn[]> {
  const groups = new Map<string, StoredColumn[]>();
  for (const column of columns) {
    const [, container, variable] = CONTAINER.exec(column.name) ?? [];
    if (container === undefined || variable === undefined) continue;
    const known = groups.get(container) ?? [];
    groups.set(container, [...known, ...variablesOf({ ...column, name: variable })]);
  }
  return groups;
}

/** A variable as it is, or the variables of a whole record; links end in `Link`. */
function variablesOf({ name, type, form }: StoredColumn): StoredColumn[] {
  if (type.is === 'record' && form.is === 'record' && name === '')
    return [...type.fields].flatMap(([variable, of]) => {
      const inner = form.fields.get(variable);
      return inner === undefined ? [] : variablesOf({ name: variable, type: of, form: inner });
    });
  const of = present(type).is === 'list' ? present((present(type) as ListType).of) : present(type);
  return [{ name: linkField(name, isKeyed(of) || isKeyedList(of)), type, form }];
}

/** Variables that are all lists are a collection; with single values among them they are a record. */
function fieldOf(name: string, members: readonly StoredColumn[]): Field {
  const lists = members.every(({ type, form }) => present(type).is === 'list' && form.is === 'list');
  if (!lists || SINGLE.has(name)) {
    const types = members.map((member) => [member.name, member.type] as const);
    const forms = members.map((member) => [member.name, member.form] as const);
    return { name, type: record(types, name), form: { is: 'record', fields: new Map(forms) } };
  }
  const types = members.map((member) => [member.name, (present(member.type) as ListType).of] as const);
  const forms = members.map(({ name: variable, form }) => [variable, form.is === 'list' ? form.of : form] as const);
  return {
    name,
    type: list(record(types, name)),
    form: { is: 'list', of: { is: 'record', fields: new Map(forms) }, counter: undefined },
  };
}

/** Containers whose variables are lists of unlike lengths. */
const SINGLE: ReadonlySet<string> = new Set(['EventInfo', 'xTrigDecision']);
