import { resolve } from 'node:path';
import { type Core, rowOf } from '../api/core.ts';
import { asDataset } from '../api/dataset.ts';
import { open, type OpenOptions, type ParquetWriteOptions } from '../index.ts';
import type { WriteOptions } from '../api/output.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import type { RecordType, Type } from '../../compiler/tree/type.ts';

/** What `jagged convert` was told. */
export interface ConvertOptions extends ParquetWriteOptions {
  readonly schema: NonNullable<OpenOptions['schema']>;
  /** The fields that are written; all of them unless told. */
  readonly columns?: readonly string[] | undefined;
  /** Only rows for which this expression is true. */
  readonly where?: string | undefined;
  /** Fields to add: NAME=EXPR. */
  readonly with?: readonly string[] | undefined;
}

/** A dataset whose fields are known when it runs only. */
interface Rows {
  with(fields: Readonly<Record<string, string>>): Rows;
  where(test: string): Rows;
  select(...names: readonly string[]): Rows;
  writeParquet(path: string, options: ParquetWriteOptions & WriteOptions): Promise<void>;
}

/** Who converts: how it is stopped, and told what is done. */
interface Progress {
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

/** A streaming skim of one or several files, of any kind that can be opened, into Parquet. */
export async function convert(
  from: readonly string[],
  to: string,
  options: ConvertOptions,
  { signal, tell }: Progress,
): Promise<void> {
  checkTarget(from, to);
  const events = await open(from.length === 1 ? (from[0] as string) : from, { schema: options.schema });
  try {
    const all = skim(events as unknown as Rows, options);
    const empty = options.columns === undefined ? fieldsWithoutValues(all) : [];
    const rows =
      empty.length === 0 ? all : all.select(...[...fieldsOf(all).keys()].filter((name) => !empty.includes(name)));
    const left = leftOut(events);
    if (left > 0) tell(`left out: ${left} columns that cannot be read (jagged inspect --unreadable lists them)\n`);
    if (empty.length > 0) tell(`left out, as they hold no values: ${someOf(empty)}\n`);
    const { codec, level, rowGroupSize, layout, dictionary, maxFileSize } = options;
    const onProgress = (done: number, of: number): void =>
      tell(`partition ${done} of ${of}${done === of ? '\n' : '\r'}`);
    await rows.writeParquet(to, { codec, level, rowGroupSize, layout, dictionary, maxFileSize, onProgress, signal });
    tell(`wrote ${maxFileSize === undefined ? to : to.replace(ENDING, '-0$&, …')}\n`);
  } finally {
    await events.close();
  }
}

const ENDING = /\.(parquet|pq)$/i;

// Who forgets to say where to, names a file to read as the one that is written.
function checkTarget(from: readonly string[], to: string): void {
  if (!ENDING.test(to))
    throw new SourceError('bad-option', `convert writes Parquet, but the last name is '${to}'`, {
      hint: 'name the file that is written last: jagged convert FROM... OUT.parquet',
    });
  if (from.some((one) => resolve(one) === resolve(to)))
    throw new SourceError('bad-option', `'${to}' is read, and cannot be what is written`, {
      hint: 'write to another name, and rename it then',
    });
}

const leftOut = (events: object): number =>
  ((asDataset(events) as Core).source as { unsupported?: ReadonlyMap<string, string> }).unsupported?.size ?? 0;

/** Lazily: added fields first, then the rows, then the fields that stay. */
function skim(events: Rows, { columns, where, with: added = [] }: ConvertOptions): Rows {
  let rows = events;
  for (const text of added) {
    const [, name, expr] = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)([\s\S]*)$/u.exec(text) ?? [];
    if (name === undefined || expr === undefined)
      throw new SourceError('bad-option', `'${text}' adds no field`, { hint: "write --with 'ht = Jet.pt.sum()'" });
    rows = rows.with({ [name]: expr });
  }
  if (where !== undefined) {
    rows = rows.where(where);
  }
  return columns === undefined ? rows : rows.select(...columns);
}

const fieldsOf = (rows: Rows): RecordType['fields'] => (rowOf(asDataset(rows) as Core).type as RecordType).fields;

/** Records without fields, and lists of them: RNTuples have such, Parquet cannot. */
const fieldsWithoutValues = (rows: Rows): readonly string[] =>
  [...fieldsOf(rows)].flatMap(([name, type]) => (holdsValues(type) ? [] : [name]));

function holdsValues(type: Type): boolean {
  if (type.is === 'list' || type.is === 'option') return holdsValues(type.of);
  return type.is !== 'record' || [...type.fields.values()].some(holdsValues);
}

function someOf(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}
