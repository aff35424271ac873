import { open, type OpenOptions, type ParquetWriteOptions } from '../index.ts';
import type { WriteOptions } from '../api/output.ts';
import { SourceError } from '../../compiler/tree/problem.ts';

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

/** A streaming skim of one or several files, of any kind that can be opened, into Parquet. */
export async function convert(
  from: readonly string[],
  to: string,
  options: ConvertOptions,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const events = await open(from.length === 1 ? (from[0] as string) : from, { schema: options.schema });
  try {
    const { codec, rowGroupSize, layout, dictionary, maxFileSize } = options;
    await skim(events as unknown as Rows, options).writeParquet(to, {
      codec,
      rowGroupSize,
      layout,
      dictionary,
      maxFileSize,
      onProgress,
    });
  } finally {
    await events.close();
  }
}

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
