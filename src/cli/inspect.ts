import { fieldsOf, leadsToMany } from '../../compiler/reference.ts';
import type { SourceInfo } from '../../compiler/source.ts';
import { briefType, present, type RecordType, showType, type Type } from '../../compiler/tree/type.ts';
import type { Core } from '../api/core.ts';
import { likeliestTree, type RootObjectInfo } from '../api/root-keys.ts';

/** What is shown of a dataset. */
export interface InspectOptions {
  /** Only names that match. */
  readonly match?: RegExp | undefined;
  /** What cannot be read, instead of what can. */
  readonly unreadable?: boolean | undefined;
}

/** What a dataset holds, as text: its size, then every field with its type. */
export function describe({ source }: Core, { match, unreadable = false }: InspectOptions): string {
  const { info } = source;
  const parts = source.partitions();
  const files = new Set(parts.map(({ file }) => file)).size;
  const rows = info.rows ?? parts.reduce((sum, { start, stop }) => sum + stop - start, 0);
  const head = `${info.name.split('/').at(-1)}: ${count(rows, 'row')} in ${count(parts.length, info.storage === undefined ? 'partition' : 'row group')}${files > 1 ? ` of ${files} files` : ''}, ${count(info.columns, 'column')}`;
  const unsupported = [...((source as { unsupported?: ReadonlyMap<string, string> }).unsupported ?? [])];
  const dropped = (info.dropped ?? []).map(({ on, name, why }) => [`${on}.${name}`, `leads nowhere: ${why}`] as const);
  const shown = (unreadable ? [...unsupported, ...dropped] : [...typesOf(info.row), ...linesOf(info)]).filter(
    ([name]) => match === undefined || match.test(name),
  );
  const none = unreadable ? 'there is nothing that cannot be read' : 'there are no fields';
  const left = [
    ['cannot be read', unsupported.length],
    ['references that lead nowhere', dropped.length],
  ].flatMap(([what, n]) => (unreadable || n === 0 ? [] : [`${what}: ${n} (--unreadable lists them)`]));
  return [head, ...aligned(shown, match === undefined ? none : `nothing matches ${match.source}`), ...left].join('\n');
}

/** A line for each reference: where it leads, and by which fields. */
function linesOf({ references = [] }: SourceInfo): [string, string][] {
  return references.map(({ on, name, targets, link }) => {
    const to = targets.map(({ collection }) => collection).join(' or ');
    return [`${on}.${name}`, `-> ${leadsToMany(link) ? 'var * ' : ''}${to}, by ${fieldsOf(link).join(', ')}`];
  });
}

/** The objects of a ROOT file, as text: of several with one name the newest. */
export function describeKeys(file: string, keys: readonly RootObjectInfo[], { match }: InspectOptions): string {
  const newest = [...byPath(keys).values()].map((same) => {
    const last = same.reduce((a, b) => (b.cycle > a.cycle ? b : a));
    return { ...last, older: same.length - 1 };
  });
  const tables = newest.filter(({ isTable }) => isTable).map(({ path }) => path);
  const shown = newest
    .filter(({ path }) => match === undefined || match.test(path))
    .map(({ path, cycle, className, title, older }): [string, string] => [
      `${path};${cycle}`,
      `${className}  ${title}${older === 0 ? '' : `  (${count(older, 'older one')})`}`.trim(),
    ]);
  const head = `${file}: ${count(newest.length, 'object')}, ${count(tables.length, 'tree')}`;
  const next = tables.length < 2 ? [] : [`the fields of one: jagged inspect ${file}:${likeliestTree(tables)}`];
  const none = match === undefined ? 'it holds nothing' : `nothing matches ${match.source}`;
  return [head, ...aligned(shown, none), ...next].join('\n');
}

function byPath(keys: readonly RootObjectInfo[]): Map<string, RootObjectInfo[]> {
  const groups = new Map<string, RootObjectInfo[]>();
  for (const key of keys) groups.set(key.path, [...(groups.get(key.path) ?? []), key]);
  return groups;
}

function aligned(lines: readonly (readonly [string, string])[], none: string): readonly string[] {
  const wide = Math.max(0, ...lines.map(([name]) => name.length));
  return lines.length === 0 ? [none] : lines.map(([name, text]) => `  ${name.padEnd(wide)}  ${text}`);
}

const count = (n: number, what: string): string => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

function typesOf(row: RecordType): [string, string][] {
  return [...row.fields].flatMap(([name, type]) => {
    const inner = elementOf(type);
    if (inner.is !== 'record') return [[name, showType(type)] as [string, string]];
    return [
      [name, briefType(type)] as [string, string],
      ...[...inner.fields].map(([field, of]): [string, string] => [`${name}.${field}`, showType(of)]),
    ];
  });
}

function elementOf(type: Type): Type {
  const inner = present(type);
  return inner.is === 'list' ? elementOf(inner.of) : inner;
}
