import { SourceError } from '../../../compiler/tree/problem.ts';
import { discoverFiles } from '../discover.ts';
import { fileBytes } from './container/bytes.ts';
import type { RootPlace } from './root-source.ts';

const ROOT_FILE = /\.root(\.\d+)?$/i;
const WITH_TREE = /^(.*\.root(?:\.\d+)?):(?!\/\/)(.+)$/i;

/** Splits `events.root:Events` into the file and the name of the tree in it; directories may be part of the name. */
export function splitAddress(address: string): { readonly file: string; readonly tree: string | undefined } {
  const [, file, tree] = WITH_TREE.exec(address) ?? [];
  return file === undefined ? { file: address, tree: undefined } : { file, tree };
}

/** Whether an address leads to ROOT files, by its ending. */
export const isRootAddress = (address: string): boolean => ROOT_FILE.test(splitAddress(address).file);

/** A file that was found, and the name of the tree in it. */
export interface AddressedFile {
  readonly file: string;
  readonly tree: string | undefined;
}

/** The address of a file that was found. */
export const addressOf = ({ file, tree }: AddressedFile): string => (tree === undefined ? file : `${file}:${tree}`);

/** The files that addresses lead to, sorted, each once; `tree` is the tree of those whose address names none. */
export async function addressedFiles(
  wanted: readonly (string | URL)[],
  tree: string | undefined,
): Promise<readonly AddressedFile[]> {
  if (wanted.length === 0) await discoverFiles([]);
  const found = new Map<string, AddressedFile>();
  for (const one of wanted) {
    const address = splitAddress(String(one));
    const named = address.tree ?? tree;
    for (const file of await discoverFiles(address.file)) found.set(`${file}:${named ?? ''}`, { file, tree: named });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * The ROOT files among those found, by their ending, or because a tree is named. Undefined where there are none.
 * @throws SourceError `mixed-formats` where there are others too
 */
export async function rootPlaces(found: readonly AddressedFile[]): Promise<readonly RootPlace[] | undefined> {
  const others = found.filter(({ file, tree }) => !ROOT_FILE.test(file) && tree === undefined);
  const [other] = others;
  if (others.length === found.length) return undefined;
  if (other !== undefined)
    throw new SourceError('mixed-formats', `cannot open ROOT files together with ${other.file}`, {
      hint: 'open the files of each format by themselves',
    });
  return Promise.all(found.map(async ({ file, tree }) => ({ bytes: await fileBytes(file), tree })));
}
