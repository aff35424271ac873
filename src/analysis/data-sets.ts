import { ExpressionError, SourceError } from '../../compiler/tree/problem.ts';
import { addressedFiles, addressOf } from '../sources/root/places.ts';
import { folderOf } from '../sources/discover.ts';
import { oddFiles, type OddFile } from './odd-files.ts';

type Where = string | URL | readonly (string | URL)[];

/** The files of a data set: paths, globs, directories, addresses of trees; or such as they arrive, one after the other. */
export type DataSetFiles = Where | AsyncIterable<string | URL>;

/** A data set: its files, or these with what is known of it. */
export type DataSet =
  | DataSetFiles
  | {
      readonly files: DataSetFiles;
      /** What the processor is told of it as `ctx.metadata`: cross section, year, whether it is simulated. Plain data. */
      readonly metadata?: Readonly<Record<string, unknown>> | undefined;
      /** Files among them that are left out: paths or globs. */
      readonly exclude?: Where | undefined;
    };

/** Data sets by name. */
export type DataSets = Readonly<Record<string, DataSet>>;

/** A data set whose files are found. */
export interface FoundDataSet {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Files, sorted by name; or files that are still to come. */
  readonly files: readonly string[] | AsyncIterable<string | URL>;
  /** What about its files may not be meant. */
  readonly odd: readonly OddFile[];
}

/** Which of the files are taken. */
export interface FileLimits {
  /** The tree or RNTuple of ROOT files whose address names none. */
  readonly tree?: string | undefined;
  /** At most so many files of each data set. */
  readonly maxFiles?: number | undefined;
  /** Only each n-th file of a data set, beginning with the first. */
  readonly every?: number | undefined;
}

/** Finds the files of data sets. Throws SourceError where there are none, ExpressionError where an option makes no sense. */
export async function findDataSets(sets: DataSets, limits: FileLimits): Promise<FoundDataSet[]> {
  checkCount('maxFiles', limits.maxFiles);
  checkCount('every', limits.every);
  const names = Object.keys(sets);
  if (names.length === 0)
    throw new ExpressionError('wrong-argument', 'there are no data sets', {
      hint: "name them: analysis({ ZJets: 'zjets/', Data: ['a.parquet'] }, processor)",
    });
  return Promise.all(names.map((name) => findOne(name, sets[name] as DataSet, limits)));
}

async function findOne(name: string, set: DataSet, limits: FileLimits): Promise<FoundDataSet> {
  const { files, metadata = {}, exclude } = isDescribed(set) ? set : { files: set };
  if (files === undefined || files === null)
    throw new ExpressionError('wrong-argument', `the data set ${name} names no files`);
  if (isArriving(files)) return { name, metadata, files, odd: [] };
  try {
    const wanted = asList(files);
    const out = new Set(exclude === undefined ? [] : (await addressedFiles(asList(exclude), undefined)).map(fileOf));
    const found = (await addressedFiles(wanted, limits.tree)).filter((one) => !out.has(one.file));
    if (found.length === 0) throw new SourceError('no-files', 'all files are excluded');
    const taken = found.filter((_, i) => i % (limits.every ?? 1) === 0).slice(0, limits.maxFiles);
    const folders = (await Promise.all(wanted.map(folderOf))).flatMap((folder) => folder ?? []);
    const odd = await oddFiles(found.map(fileOf), folders);
    return { name, metadata, files: taken.map(addressOf), odd };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(error.code, `data set ${name}: ${error.reason}`, { hint: error.hint, cause: error });
  }
}

const isArriving = (files: DataSetFiles): files is AsyncIterable<string | URL> =>
  typeof files === 'object' && Symbol.asyncIterator in files;

const isDescribed = (set: DataSet): set is Exclude<DataSet, DataSetFiles> =>
  typeof set === 'object' && !(set instanceof URL) && !Array.isArray(set) && !(Symbol.asyncIterator in set);

const asList = (where: Where): readonly (string | URL)[] =>
  typeof where === 'string' || where instanceof URL ? [where] : where;

const fileOf = ({ file }: { readonly file: string }): string => file;

export function checkCount(option: string, value: number | undefined): void {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < 1))
    throw new ExpressionError('bad-option', `${option} is ${value}, expected a whole number from 1`);
}
