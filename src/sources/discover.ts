import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SourceError } from '../../compiler/tree/problem.ts';

const READABLE = ['.parquet', '.root'] as const;

/** How files are found. */
export interface DiscoverOptions {
  /** The endings that files of a directory may have. */
  readonly extensions?: readonly string[] | undefined;
}

/**
 * The files that are meant: a file, several, a directory (all its Parquet and ROOT files, at any depth), a glob pattern or a
 * file: URL. Absolute, sorted, each once; names that begin with `_` or `.` are skipped unless asked for by name.
 */
export async function discoverFiles(
  where: string | URL | readonly (string | URL)[],
  options: DiscoverOptions = {},
): Promise<readonly string[]> {
  const wanted = typeof where === 'string' || where instanceof URL ? [where] : where;
  if (wanted.length === 0) throw new SourceError('no-files', 'no files were given: the list is empty');
  const found = await Promise.all(wanted.map((one) => discoverOne(toPath(one), options.extensions ?? READABLE)));
  return [...new Set(found.flat())].sort();
}

function toPath(where: string | URL): string {
  const text = String(where);
  if (text === '') throw new SourceError('no-files', 'no file was given: the path is empty');
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(text);
  if (scheme !== 'file')
    throw new SourceError('unknown-scheme', `cannot read ${text}: '${scheme}:' addresses are not supported here`);
  try {
    return fileURLToPath(text);
  } catch (cause) {
    throw new SourceError('bad-url', `cannot read ${text}: it is no valid file: address`, { cause });
  }
}

/** The path of a directory, where it is one. */
export async function folderOf(where: string | URL): Promise<string | undefined> {
  const path = toPath(where);
  return (await stat(path).catch(() => undefined))?.isDirectory() === true ? path : undefined;
}

async function discoverOne(path: string, extensions: readonly string[]): Promise<readonly string[]> {
  const status = await stat(path).catch(() => undefined);
  // A file whose name looks like a pattern is that file.
  if (status?.isFile() === true) return [path];
  const files = status?.isDirectory() === true ? await inDirectory(path, extensions) : await matching(path);
  if (files.length > 0) return files;
  if (status !== undefined)
    throw new SourceError('no-files', `there are no ${extensions.join(' or ')} files in ${path}`);
  if (isPattern(path)) throw new SourceError('no-files', `no files match ${path}`);
  throw new SourceError('no-such-file', `there is no file ${path}`);
}

const isPattern = (path: string): boolean => /[*?[{]/.test(path);
const isHidden = (path: string): boolean => /^[._]/.test(basename(path));

async function inDirectory(directory: string, extensions: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SourceError('cannot-open', `cannot list ${directory}`, { cause });
  });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (isHidden(path)) continue;
    if (entry.isDirectory()) found.push(...(await inDirectory(path, extensions)));
    else if (extensions.some((ending) => entry.name.endsWith(ending)) && (await isFile(path))) found.push(path);
  }
  return found;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;

async function matching(pattern: string): Promise<readonly string[]> {
  if (!isPattern(pattern)) return [];
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { absolute: true, onlyFiles: true, expandDirectories: false });
  return found.map((path) => resolve(path)).filter((path) => !hiddenBy(path, pattern));
}

// Hidden by a name that the pattern does not spell out.
function hiddenBy(path: string, pattern: string): boolean {
  const spelled = new Set(pattern.split(/[\\/]/));
  return path.split(/[\\/]/).some((part) => isHidden(part) && !spelled.has(part));
}
