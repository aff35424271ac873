import { SourceError, suggest } from '../../../compiler/tree/problem.ts';
import { type RootFile, type RootKey, withPath } from './container/root-file.ts';
import { NTUPLE_CLASS, openNtuple } from './ntuple/ntuple-table.ts';
import type { RootTable } from './table.ts';
import { openTree, TREE_CLASSES } from './tree/tree-table.ts';

type OpenTable = (file: RootFile, key: RootKey) => Promise<RootTable>;

/** What kinds of objects hold rows, and how they are opened. */
const OPENERS: ReadonlyMap<string, OpenTable> = new Map([
  ...[...TREE_CLASSES].map((name) => [name, openTree] as const),
  [NTUPLE_CLASS, openNtuple],
]);

/** Whether objects of a class hold rows that can be read. */
export const holdsRows = (className: string): boolean => OPENERS.has(className);

/** Opens the tree or RNTuple that a key leads to; reads its metadata, no data. */
export function openTable(file: RootFile, key: RootKey): Promise<RootTable> {
  const open = OPENERS.get(key.className);
  if (open === undefined)
    throw new SourceError('no-such-tree', `'${key.path}' in ${file.name} is no tree, but a ${key.className}`);
  return open(file, key);
}

/** The key of the tree of a name; without a name, of the only tree there is. @throws SourceError `no-tree`, `which-tree`, `no-such-tree` */
export async function findTable(file: RootFile, name: string | undefined): Promise<RootKey> {
  const keys = await file.keys();
  const tables = keys.filter(({ className }) => holdsRows(className));
  const names = [...new Set(tables.map(({ path }) => path))];
  if (name === undefined) return onlyTable(file, keys, tables, names);
  const found = withPath(tables, name);
  if (found !== undefined) return found;
  const other = withPath(keys, name);
  const what = other === undefined ? `there is no tree '${name}'` : `'${name}' is no tree, but a ${other.className},`;
  throw new SourceError('no-such-tree', `${what} in ${file.name}`, { hint: suggest(name, names) });
}

function onlyTable(
  file: RootFile,
  keys: readonly RootKey[],
  tables: readonly RootKey[],
  names: readonly string[],
): RootKey {
  const [only = ''] = names;
  const newest = withPath(tables, only);
  if (newest === undefined)
    throw new SourceError('no-tree', `there is no tree in ${file.name}`, { hint: whatElse(keys) });
  if (names.length === 1) return newest;
  const reason = `${file.name} holds several trees: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`;
  throw new SourceError('which-tree', reason, { hint: `say which one: '${file.name}:${likeliest(names)}'` });
}

const EVENTS = /^(.*\/)?(events?|eventdata|collectiontree|.*tree)$/i;

/** The tree that most likely holds the events: by its name, else the first. */
export const likeliest = (names: readonly string[]): string =>
  names.find((name) => EVENTS.test(name)) ?? names[0] ?? '';

function whatElse(keys: readonly RootKey[]): string {
  const shown = keys.slice(0, 6).map(({ path, className }) => `${path} (${className})`);
  return keys.length === 0 ? 'it holds nothing' : `it holds ${shown.join(', ')}${keys.length > 6 ? ', …' : ''}`;
}
