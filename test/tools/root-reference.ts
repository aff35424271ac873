/** Compares a ROOT file with checksums of its buffers: npm run reference:root -- FILE.root CHECKS.json */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Layout, lengthOf, type OptionLayout } from '../../kernels/layout.ts';
import { takeLayout } from '../../kernels/take-layout.ts';
import { fileBytes } from '../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../src/sources/root/container/root-file.ts';
import type { RootTable } from '../../src/sources/root/table.ts';
import { findTable, openTable } from '../../src/sources/root/tables.ts';

/** A buffer: its path in the type, what it is, the type and number of its elements, a checksum. */
export type Buffered = readonly [
  path: string,
  kind: string,
  dtype: string | null,
  length: number,
  checksum: string | null,
];

/** The checks of a file, as root-files/*.json has them. */
export interface Checks {
  readonly branches: readonly {
    readonly tree: string;
    readonly branch: string;
    /** Absent where there is nothing to compare: groups, and what could not be read for the reference. */
    readonly data?: readonly Buffered[];
    /** A branch that only holds others. */
    readonly group?: boolean;
  }[];
}

/** What became of the branches of a file, by `tree:branch`. */
export interface Comparison {
  readonly equal: number;
  /** Branches whose buffers differ, or that cannot be read although the reference has them, with what is wrong. */
  readonly different: ReadonlyMap<string, string>;
  /** Branches that are read here, and could not be read for the reference. */
  readonly more: readonly string[];
  /** Branches that are read in neither, with the reason. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** Compares the branches of a file with their checksums, all trees or one. */
export async function compareWithChecks(path: string, checks: Checks, only?: string): Promise<Comparison> {
  const file = await RootFile.open(await fileBytes(path));
  const tables = new Map<string, RootTable>();
  const different = new Map<string, string>();
  const unsupported = new Map<string, string>();
  const more: string[] = [];
  let equal = 0;
  for (const { tree, branch, data, group } of checks.branches) {
    if (group === true || (only !== undefined && tree !== only)) continue;
    const table = tables.get(tree) ?? (await openTable(file, await findTable(file, tree)));
    tables.set(tree, table);
    const address = `${tree}:${branch}`;
    if (data === undefined) {
      const why = await unreadableIn(table, branch);
      if (why === undefined) more.push(address);
      else unsupported.set(address, why);
      continue;
    }
    const wrong = await differenceOf(table, table.columns.has(branch) ? branch : asPair(branch), data);
    if (wrong === undefined) equal++;
    else different.set(address, wrong);
  }
  return { equal, different, more, unsupported };
}

async function unreadableIn(table: RootTable, branch: string): Promise<string | undefined> {
  if (!table.columns.has(branch)) return table.unreadable.get(branch) ?? 'there is no such branch';
  try {
    await table.read([branch], 0, table.rows);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function differenceOf(
  table: RootTable,
  branch: string,
  expected: readonly Buffered[],
): Promise<string | undefined> {
  if (!table.columns.has(branch)) return table.unreadable.get(branch) ?? 'there is no such branch';
  try {
    const layout = (await table.read([branch], 0, table.rows)).get(branch) as Layout;
    const found = buffersOf(layout).map(asText);
    const wanted = expected.map(asText);
    const at = wanted.findIndex((buffer, i) => buffer !== found[i]);
    if (at >= 0) return `found ${found[at]}, expected ${wanted[at]}`;
    return found.length === wanted.length ? undefined : `found ${found[wanted.length]}, expected nothing more`;
  } catch (error) {
    return (error as Error).message;
  }
}

// The reference calls the parts of pairs 0 and 1; C++ calls them first and second.
const asPair = (path: string): string => path.replace(/\.0(?=$|[.[])/g, '.first').replace(/\.1(?=$|[.[])/g, '.second');

const asText = ([path, ...rest]: Buffered): string =>
  JSON.stringify([path.replace(/\.first(?=$|[.[])/g, '.0').replace(/\.second(?=$|[.[])/g, '.1'), ...rest]);

/** The buffers of a layout with their checksums: offsets are 64-bit there, and missing values have no content. */
export function buffersOf(layout: Layout, path = ''): readonly Buffered[] {
  switch (layout.is) {
    case 'numbers':
      return [[path, 'content', layout.dtype, layout.data.length, checksum(layout.data)]];
    case 'strings':
      return [
        [path, 'string offsets', 'int64', layout.offsets.length, checksumOfOffsets(layout.offsets)],
        [path, 'string', 'uint8', layout.bytes.length, checksum(layout.bytes)],
      ];
    case 'list':
      if (layout.size !== undefined)
        return [[path, 'regular', null, layout.size, null], ...buffersOf(layout.content, `${path}[${layout.size}]`)];
      return [
        [path, 'offsets', 'int64', layout.offsets.length, checksumOfOffsets(layout.offsets)],
        ...buffersOf(layout.content, `${path}[]`),
      ];
    case 'record':
      if (layout.fields.size === 0) return [[path, 'empty record', null, layout.length, null]];
      return [...layout.fields].flatMap(([name, field]) => buffersOf(field, `${path}.${name}`));
    case 'option':
      return optionBuffers(layout, path);
    case 'union':
      return [
        [path, 'tags', 'int8', layout.tags.length, checksum(layout.tags)],
        ...layout.contents.flatMap((content, i) => buffersOf(content, `${path}|${i}`)),
      ];
    case 'nothing':
      return [[path, 'unknown', null, 0, null]];
  }
}

function optionBuffers({ valid, content }: OptionLayout, path: string): readonly Buffered[] {
  const bytes = Uint8Array.from({ length: lengthOf(content) }, (_, i) => ((valid[i >> 3] as number) >> (i & 7)) & 1);
  const there = Int32Array.from([...bytes.keys()].filter((i) => bytes[i] === 1));
  return [
    [path, 'valid', 'uint8', bytes.length, checksum(bytes)],
    ...buffersOf(takeLayout(content, there), `${path}?`),
  ];
}

const checksumOfOffsets = (offsets: Int32Array): string => checksum(BigInt64Array.from(offsets, BigInt));

const checksum = (data: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
    .slice(0, 16);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, checks] = process.argv.slice(2);
  if (path === undefined || checks === undefined) {
    console.error('usage: npm run reference:root -- FILE.root CHECKS.json');
    process.exit(2);
  }
  const found = await compareWithChecks(path, JSON.parse(readFileSync(checks, 'utf8')) as Checks);
  const { equal, different, more, unsupported } = found;
  for (const [branch, wrong] of different) console.log(`${branch}: ${wrong}`);
  console.log(
    `${path}: ${equal} of ${equal + different.size} branches are equal to ${checks}; ${more.length} more are read, ${unsupported.size} in neither`,
  );
  process.exitCode = different.size === 0 && equal > 0 ? 0 : 1;
}
