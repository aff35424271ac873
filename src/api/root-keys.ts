import { SourceError } from '../../compiler/tree/problem.ts';
import { discoverFiles } from '../sources/discover.ts';
import { fileBytes } from '../sources/root/container/bytes.ts';
import { RootFile } from '../sources/root/container/root-file.ts';
import { isRootAddress, splitAddress } from '../sources/root/places.ts';
import { holdsRows, likeliest } from '../sources/root/tables.ts';

/** An object of a ROOT file. */
export interface RootObjectInfo {
  /** Its name, with the directories before it. */
  readonly path: string;
  /** Which of the objects of that name it is; the greatest is the newest. */
  readonly cycle: number;
  readonly className: string;
  readonly title: string;
  /** Whether it holds rows that `open` reads: `open('FILE:PATH')`. */
  readonly isTable: boolean;
}

/** The objects of a ROOT file, in all of its directories; undefined where the file is no ROOT file, or names a tree. */
export async function rootKeys(file: string): Promise<readonly RootObjectInfo[] | undefined> {
  if (!isRootAddress(file) || splitAddress(file).tree !== undefined) return undefined;
  const [path, ...others] = await discoverFiles(file);
  if (path === undefined || others.length > 0)
    throw new SourceError(
      'several-files',
      `${file} leads to several files; the objects of one at a time can be listed`,
    );
  const keys = await (await RootFile.open(await fileBytes(path))).keys();
  return keys.map(({ path: name, cycle, className, title }) => ({
    path: name,
    cycle,
    className,
    title,
    isTable: holdsRows(className),
  }));
}

/** Which of several trees to look at first. */
export const likeliestTree: (names: readonly string[]) => string = likeliest;
