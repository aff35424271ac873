import type { RecordLayout } from '../../../kernels/layout.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { takeLayout } from '../../../kernels/take-layout.ts';
import type { Need, SourceInfo } from '../../../compiler/source.ts';
import { number, record, type RecordType, string } from '../../../compiler/tree/type.ts';
import { valuesToLayout } from '../../sources/memory/encode.ts';
import type { Partition, PartitionSize, ReadRequest, Source } from '../../sources/source.ts';
import type { HiveKeys } from './work.ts';

const KEY = /^([A-Za-z_]\w*)=(.*)$/;

/** The keys in the folders of a path: `year=2018/month=5/…`. */
export function keysInPath(path: string): ReadonlyMap<string, string> {
  const folders = path.split(/[\\/]/).slice(0, -1);
  return new Map(
    folders.flatMap((folder) => {
      const [, name, value] = KEY.exec(folder) ?? [];
      return name === undefined || value === undefined ? [] : [[name, decoded(value)] as const];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The keys that the paths of all files have, as integers where all values are. */
export function commonKeys(paths: readonly string[]): HiveKeys {
  const [first, ...others] = paths.map(keysInPath);
  const names = [...(first?.keys() ?? [])].filter((name) => others.every((keys) => keys.has(name)));
  const whole = (name: string): boolean =>
    [first, ...others].every((keys) => /^-?\d{1,15}$/.test(keys?.get(name) ?? ''));
  return Object.fromEntries(names.map((name) => [name, whole(name) ? 'int64' : 'string']));
}

/** A file whose rows have the keys of its path too. */
export function withKeysOf(source: Source, file: string, keys: HiveKeys): Source {
  return Object.keys(keys).length === 0 ? source : new KeyedRows(source, keysInPath(file), keys);
}

class KeyedRows implements Source {
  readonly info: SourceInfo;
  readonly sizeOf?: (partition: Partition, needs: readonly Need[]) => PartitionSize;
  readonly storedBytes?: (partition: Partition, needs: readonly Need[]) => number;
  readonly #file: Source;
  readonly #values: ReadonlyMap<string, string>;
  readonly #keys: HiveKeys;
  /** Partitions are read with the same needs, one after the other. */
  readonly #stored = new WeakMap<readonly Need[], readonly Need[]>();

  constructor(file: Source, values: ReadonlyMap<string, string>, keys: HiveKeys) {
    this.info = { ...file.info, row: withKeys(file.info.row, keys), storage: undefined };
    this.#file = file;
    this.#values = values;
    this.#keys = keys;
    if (file.sizeOf !== undefined)
      this.sizeOf = (partition, needs) => file.sizeOf?.(partition, this.#inFile(needs)) as PartitionSize;
    if (file.storedBytes !== undefined)
      this.storedBytes = (partition, needs) => file.storedBytes?.(partition, this.#inFile(needs)) as number;
  }

  partitions(): readonly Partition[] {
    return this.#file.partitions();
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return this.#file.columnsOf(this.#inFile(needs));
  }

  // a filter may name a key, which the file itself does not know
  async read(partition: Partition, { needs }: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    const rows = await this.#file.read(partition, { needs: this.#inFile(needs) }, signal);
    const all = needs.some(({ path }) => path.length === 0);
    const wanted = Object.keys(this.#keys).filter((name) => all || needs.some(({ path: [first] }) => first === name));
    if (wanted.length === 0) return rows;
    const added = wanted.map(
      (name) => [name, repeated(this.#values.get(name), this.#keys[name], rows.length)] as const,
    );
    return { ...rows, fields: new Map([...rows.fields, ...added]) };
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** The needs that are not of the path. */
  #inFile(needs: readonly Need[]): readonly Need[] {
    const inFile =
      this.#stored.get(needs) ??
      needs.filter(({ path: [name] }) => name === undefined || !Object.hasOwn(this.#keys, name));
    this.#stored.set(needs, inFile);
    return inFile;
  }
}

/** Rows with the keys of paths. */
export function withKeys(row: RecordType, keys: HiveKeys): RecordType {
  const added = Object.entries(keys).map(([name, of]) => [name, of === 'string' ? string : number('int64')] as const);
  return added.length === 0 ? row : record([...row.fields, ...added], row.name);
}

function repeated(text: string | undefined, of: 'int64' | 'string' | undefined, length: number): Layout {
  const one = of === 'string' ? valuesToLayout([text], string) : valuesToLayout([Number(text)], number('int64'));
  return takeLayout(one, new Int32Array(length));
}
