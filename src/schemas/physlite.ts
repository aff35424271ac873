import { isKeyed, isKeyedList } from '../../compiler/reference.ts';
import type { Form } from '../../compiler/source.ts';
import { list, present, record, type ListType, type Type } from '../../compiler/tree/type.ts';
import { linkField, physliteReferences } from './physlite-links.ts';
import { recordsOf } from './references.ts';
import { rowOf, type Field, type Schema, type StoredColumn } from './schema.ts';

/**
 * ATLAS PHYSLITE: the columns `AnalysisElectronsAuxDyn.pt`, … become the collection `Electrons`, those of one value an
 * event a record (`EventInfo`); links by key and place lead to the elements of other collections.
 */
export const physlite: Schema = {
  name: 'physlite',
  fits: (columns) => columns.some(({ name }) => CONTAINER.test(name)),
  arrange: (columns) => {
    const containers = containersOf(columns);
    const done = new Set<Container>();
    const fields = columns.flatMap((column): Field[] => {
      const container = containers.get(column);
      if (container === undefined) return [column];
      if (container.variables.length === 0 || done.has(container)) return [];
      done.add(container);
      return [fieldOf(collectionName(container.name), container.variables)];
    });
    const names = new Map([...containers.values()].map(({ name }) => [collectionName(name), name]));
    return physliteReferences(rowOf(fields), names);
  },
};

// `XAuxDyn.y` is one variable of a container, `XAux.` several of them; in an RNTuple a colon stands for the dot.
const CONTAINER = /^(.+?)Aux(?:Dyn)?[.:](?:.*\.)?([^.]*)$/;

/** `AnalysisElectrons` is called `Electrons`. */
const collectionName = (container: string): string => container.replace('Analysis', '');

/** A container as it is stored, and its variables. */
interface Container {
  readonly name: string;
  readonly variables: StoredColumn[];
}

/** The columns that belong to containers, with these. */
function containersOf(columns: readonly StoredColumn[]): Map<StoredColumn, Container> {
  const containers = new Map<string, Container>();
  const found = new Map<StoredColumn, Container>();
  for (const column of columns) {
    const [, name, variable] = CONTAINER.exec(column.name) ?? [];
    if (name === undefined || variable === undefined) continue;
    const variables = variablesOf({ ...column, name: variable });
    if (variables.length > 0 && variables.every(isInStruct)) continue;
    const container = containers.get(name) ?? { name, variables: [] };
    container.variables.push(...variables);
    containers.set(name, container);
    found.set(column, container);
  }
  // the column of a container's own name has what its objects store themselves, mostly nothing
  for (const column of columns) {
    const container = containers.get(column.name);
    if (container === undefined || container.variables.length === 0 || recordsOf(column.type) === undefined) continue;
    container.variables.push(...ownVariables(column).filter((variable) => !isInStruct(variable)));
    found.set(column, container);
  }
  return found;
}

/** Whether a list is a member of a struct, as in Parquet: it is read with the struct, not beside other lists. */
function isInStruct({ form }: StoredColumn): boolean {
  const structsAbove = (at: Form, records: number): number => {
    if (at.is === 'list') return structsAbove(at.of, records);
    if (at.is === 'column') return at.inside.length - records;
    const [first] = at.is === 'record' ? at.fields.values() : [];
    return first === undefined ? 0 : structsAbove(first, records + 1);
  };
  return form.is === 'list' && structsAbove(form, 0) > 0;
}

/** The fields of a record, or of a list of records as lists. */
function ownVariables({ type, form }: StoredColumn): StoredColumn[] {
  if (type.is !== 'list' || form.is !== 'list') return fieldsOf(type, form);
  const { counter } = form;
  return fieldsOf(type.of, form.of).map((field): StoredColumn => {
    return { ...field, type: list(field.type), form: { is: 'list', of: field.form, counter } };
  });
}

/** A variable as it is, or the variables of a whole record; links end in `Link`. */
function variablesOf({ name, type, form }: StoredColumn): StoredColumn[] {
  if (type.is === 'record' && name === '') return fieldsOf(type, form);
  const of = present(type).is === 'list' ? present((present(type) as ListType).of) : present(type);
  return [{ name: linkField(name, isKeyed(of) || isKeyedList(of)), type, form }];
}

function fieldsOf(type: Type, form: Form): StoredColumn[] {
  if (type.is !== 'record' || form.is !== 'record') return [];
  return [...type.fields].flatMap(([name, of]) => {
    const inner = form.fields.get(name);
    return inner === undefined ? [] : variablesOf({ name, type: of, form: inner });
  });
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
