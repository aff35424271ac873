import { briefType, present, type RecordType, showType, type Type } from '../../compiler/tree/type.ts';
import type { Core } from '../api/core.ts';

/** What a dataset holds, as text: its size, then every field with its type. */
export function describe({ source }: Core, match?: RegExp): string {
  const { info } = source;
  const parts = source.partitions();
  const files = new Set(parts.map(({ file }) => file)).size;
  const rows = info.rows ?? parts.reduce((sum, { start, stop }) => sum + stop - start, 0);
  const head = `${info.name}: ${count(rows, 'row')} in ${count(parts.length, 'row group')}${files > 1 ? ` of ${files} files` : ''}, ${count(info.columns, 'column')}`;
  const lines = fieldsOf(info.row).filter(([name]) => match === undefined || match.test(name));
  const wide = Math.max(0, ...lines.map(([name]) => name.length));
  const unsupported = [...((source as { unsupported?: ReadonlyMap<string, string> }).unsupported ?? [])].map(
    ([name, why]) => `cannot be read: ${name} (${why})`,
  );
  const none = lines.length === 0 ? [`nothing matches ${match?.source}`] : [];
  return [head, ...lines.map(([name, type]) => `  ${name.padEnd(wide)}  ${type}`), ...none, ...unsupported].join('\n');
}

const count = (n: number, what: string): string => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

function fieldsOf(row: RecordType): [string, string][] {
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
