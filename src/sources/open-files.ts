import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { SourceError } from '../../compiler/tree/problem.ts';
import { openArrow } from './arrow-source.ts';
import { openCsv } from './csv.ts';
import type { JsonOptions } from './json/parser.ts';
import { openNdjson } from './json/ndjson-source.ts';
import { fromJson } from './json/read.ts';
import { openParquet, type ParquetOptions } from './parquet/parquet-source.ts';
import { memoryBytes } from './root/container/bytes.ts';
import type { SchemaName } from '../schemas/registry.ts';
import { addressedFiles, addressOf, rootPlaces } from './root/places.ts';
import type { RootOptions, RootPlace } from './root/root-source.ts';
import type { Source } from './source.ts';

/** How files are opened, of whatever format. */
export interface FileOptions extends ParquetOptions, RootOptions, JsonOptions {
  /** The tree or RNTuple of ROOT files, where their addresses do not name it (`events.root:Events`). */
  readonly tree?: string | undefined;
}

/** How files are opened, as data: what can be sent to another machine. */
export interface FileOpening extends Pick<FileOptions, 'tree' | 'nullable' | 'scan' | 'chunkSize' | 'nonFiniteText'> {
  /** The name of a schema; one with functions could not travel. */
  readonly schema?: SchemaName | undefined;
}

/** Files and how they were opened: plain data, with which any process opens the same. */
export interface OpenedFiles {
  readonly files: readonly string[];
  readonly opening: FileOpening;
}

const openings = new WeakMap<Source, OpenedFiles>();

/** The files that a source was opened from; undefined where it is none of files, or their opening cannot be told as data. */
export const openedFrom = (source: Source): OpenedFiles | undefined => openings.get(source);

/** Opens ROOT files. What reads them is much, and is loaded when it is needed. */
async function openRoot(places: readonly RootPlace[], options: RootOptions): Promise<Source> {
  return (await import('./root/root-source.ts')).openRoot(places, options);
}

/** Opens the bytes of a ROOT file. */
export const openBytes = (bytes: Uint8Array, options: FileOptions): Promise<Source> =>
  openRoot([{ bytes: memoryBytes(bytes), tree: options.tree }], options);

/** Opens files as one source: a path, a list, a glob, a directory, a file URL; what they are is told by their names. */
export async function openFiles(
  where: string | URL | readonly (string | URL)[],
  options: FileOptions = {},
): Promise<Source> {
  const wanted = typeof where === 'string' || where instanceof URL ? [where] : where;
  const found = await addressedFiles(wanted, options.tree);
  const places = await rootPlaces(found);
  const files = found.map(({ file }) => file);
  const source = await (places === undefined ? openByName(files, options) : openRoot(places, options));
  const opening = openingOf(options);
  if (opening !== undefined) openings.set(source, { files: found.map(addressOf), opening });
  return source;
}

/** The options as data; undefined where they hold something that is none. */
function openingOf({ schema, form, nullable, scan, chunkSize, nonFiniteText }: FileOptions): FileOpening | undefined {
  if (form !== undefined || typeof schema === 'object') return undefined;
  // the tree stands in the addresses
  return { schema, nullable, scan, chunkSize, nonFiniteText };
}

type Opener = (files: readonly string[], options: FileOptions) => Promise<Source>;

const OPENERS: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['.parquet', openParquet],
  ['.json', openJson],
  ['.ndjson', openNdjson],
  ['.jsonl', openNdjson],
  ['.arrow', openArrow],
  ['.feather', openArrow],
  ['.csv', openCsv],
]);

/** The source of files, whose names tell their format; other names are taken for Parquet. */
function openByName(files: readonly string[], options: FileOptions): Promise<Source> {
  const openers = new Set(files.map(openerOf));
  const [opener, other] = openers;
  if (other !== undefined)
    throw new SourceError('mixed-formats', `the files are of ${openers.size} formats`, {
      hint: 'open those of one format together, and the others apart',
    });
  return (opener ?? openParquet)(files, options);
}

function openerOf(file: string): Opener {
  const ending = extname(file).toLowerCase();
  if (ending !== '.tsv') return OPENERS.get(ending) ?? openParquet;
  throw new SourceError('unknown-format', `cannot open ${file}: ${ending} files are not read so far`, {
    hint: `there are ${[...OPENERS.keys()].join(', ')}`,
  });
}

async function openJson(files: readonly string[], options: FileOptions): Promise<Source> {
  const [file, another] = files;
  if (another !== undefined)
    throw new SourceError(
      'several-files',
      `${files.length} .json files were given, but only one can be open at a time`,
      {
        hint: 'records on a line each, in .ndjson files, are read from many files',
      },
    );
  const name = file as string;
  return fromJson(await readFile(name), { ...options, name, schema: options.schema ?? 'plain' });
}
