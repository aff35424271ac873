import { ExecutionError } from '../../compiler/tree/problem.ts';
import { present, showType, type Type } from '../../compiler/tree/type.ts';
import type { Layout, ListLayout, NumbersLayout, RecordLayout } from '../../kernels/layout.ts';

/** One column of the flat layout, and how it is taken from a row's columns. */
export interface FlatColumn {
  readonly name: string;
  readonly take: (row: RecordLayout) => Layout;
}

/**
 * The columns of rows in the manner of NanoAOD: a list of records `Muon` becomes the list columns `Muon_pt`, `Muon_eta`, …
 * and the counter `nMuon`, a record `MET` becomes `MET_pt`, `MET_phi`; everything else stays. Throws ExecutionError
 * where that would lose something (records or lists of records that may be missing), or where two columns get one name.
 */
export function flatColumns(row: Type): FlatColumn[] {
  if (row.is !== 'record') throw notFlat('the rows', row, 'they are not records');
  const columns = [...row.fields].flatMap(([name, type]) => columnsOfField(name, type, row.fields.has(`n${name}`)));
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name))
      throw new ExecutionError('twin-columns', `the flat layout has two columns '${name}'`, {
        hint: "rename a field, or use the layout 'list'",
      });
    seen.add(name);
  }
  return columns;
}

/** Rows as the columns of the flat layout; buffers are shared. */
export function flatten(columns: readonly FlatColumn[], row: Layout): RecordLayout {
  const rows = row as RecordLayout;
  return {
    is: 'record',
    length: rows.length,
    fields: new Map(columns.map(({ name, take }) => [name, take(rows)])),
  };
}

function columnsOfField(name: string, type: Type, counted: boolean): FlatColumn[] {
  const of = (row: RecordLayout): Layout => row.fields.get(name) as Layout;
  const inside = present(type);
  if (inside.is === 'record') {
    if (type.is === 'option') throw notFlat(name, type, 'its records may be missing');
    return [...inside.fields.keys()].map((field) => ({
      name: `${name}_${field}`,
      take: (row) => (of(row) as RecordLayout).fields.get(field) as Layout,
    }));
  }
  if (inside.is !== 'list' || present(inside.of).is !== 'record') return [{ name, take: of }];
  if (type.is === 'option') throw notFlat(name, type, 'its lists may be missing');
  if (inside.of.is !== 'record') throw notFlat(name, type, 'its elements may be missing');
  const fields = [...inside.of.fields.keys()].map((field) => ({
    name: `${name}_${field}`,
    take: (row: RecordLayout): Layout => listOfField(of(row) as ListLayout, field),
  }));
  return counted ? fields : [{ name: `n${name}`, take: (row) => countsOf(of(row) as ListLayout) }, ...fields];
}

function listOfField(list: ListLayout, field: string): ListLayout {
  return { ...list, content: (list.content as RecordLayout).fields.get(field) as Layout };
}

function countsOf({ offsets }: ListLayout): NumbersLayout {
  const data = new Int32Array(offsets.length - 1);
  for (let i = 0; i < data.length; i++) data[i] = (offsets[i + 1] as number) - (offsets[i] as number);
  return { is: 'numbers', dtype: 'int32', data };
}

function notFlat(name: string, type: Type, why: string): ExecutionError {
  return new ExecutionError('not-flat', `'${name}' cannot be written flat: ${why} (${showType(type)})`, {
    hint: "use the layout 'list'",
  });
}
