import type { RecordLayout } from '../../../kernels/layout.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { takeLayout } from '../../../kernels/take-layout.ts';
import { number, string } from '../../../compiler/tree/type.ts';
import { valuesToLayout } from '../../sources/memory/encode.ts';
import type { ReadRequest, Source } from '../../sources/source.ts';
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

/** A reader of a file whose rows have the keys of its path too. */
export function withKeysOf(file: string, keys: HiveKeys, read: Source['read']): Source['read'] {
  const names = new Set(Object.keys(keys));
  if (names.size === 0) return read;
  const values = keysInPath(file);
  return async (partition, request, signal): Promise<RecordLayout> => {
    const wanted = request.needs.flatMap(({ path: [name] }) => (name !== undefined && names.has(name) ? [name] : []));
    if (wanted.length === 0) return read(partition, request, signal);
    const needs = request.needs.filter(({ path: [name] }) => !names.has(name as string));
    // a filter may name a key, which the file itself does not know
    const inFile: ReadRequest = { ...request, needs, filter: undefined };
    const rows = await read(partition, inFile, signal);
    const added = wanted.map((name) => [name, repeated(values.get(name), keys[name], rows.length)] as const);
    return { ...rows, fields: new Map([...rows.fields, ...added]) };
  };
}

function repeated(text: string | undefined, of: 'int64' | 'string' | undefined, length: number): Layout {
  const one = of === 'string' ? valuesToLayout([text], string) : valuesToLayout([Number(text)], number('int64'));
  return takeLayout(one, new Int32Array(length));
}
