import { damaged, notSupported } from '../container/damaged.ts';
import type { RootFile } from '../container/root-file.ts';
import { BytesReader } from './bytes-reader.ts';
import { type Envelope, type EnvelopeLink, readEnvelopes, readLink, readLocator } from './envelope.ts';

/** A page of a column: where it lies, and which elements it holds, counted within the cluster. */
export interface Page {
  readonly first: number;
  readonly count: number;
  readonly start: number;
  /** Bytes on disk, without the checksum behind them. */
  readonly length: number;
  readonly hasChecksum: boolean;
}

/** The pages of a column in a cluster. */
export interface ColumnPages {
  readonly pages: readonly Page[];
  readonly elements: number;
  readonly packedBytes: number;
  /** Whether another representation of the field is the one that is stored here. */
  readonly suppressed: boolean;
}

/** Entries that are stored together. */
export class Cluster {
  readonly start: number;
  readonly stop: number;
  readonly #lists: BytesReader;
  readonly #count: number;
  #starts: Uint32Array | undefined;

  constructor(start: number, stop: number, { items, count }: { items: BytesReader; count: number }) {
    this.start = start;
    this.stop = stop;
    this.#lists = items;
    this.#count = count;
  }

  /** The pages of a column; undefined where the cluster was written before there was such a column. */
  pagesOf(column: number): ColumnPages | undefined {
    if (column >= this.#count) return undefined;
    this.#starts ??= startsOf(this.#lists, this.#count);
    const { bytes, file, what, end } = this.#lists;
    return readPages(new BytesReader(bytes, file, what, this.#starts[column], end));
  }
}

function startsOf({ bytes, file, what, at, end }: BytesReader, count: number): Uint32Array {
  const reader = new BytesReader(bytes, file, what, at, end);
  const starts = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    starts[i] = reader.at;
    reader.list();
  }
  return starts;
}

function readPages(reader: BytesReader): ColumnPages {
  const { count, items } = reader.list();
  const pages: Page[] = [];
  let [elements, packedBytes] = [0, 0];
  for (let i = 0; i < count; i++) {
    const signed = items.i32();
    const { start, length } = readLocator(items);
    const page = { first: elements, count: Math.abs(signed), start, length, hasChecksum: signed < 0 };
    pages.push(page);
    elements += page.count;
    packedBytes += length;
  }
  return { pages, elements, packedBytes, suppressed: items.i64() < 0n };
}

interface ClusterGroup {
  readonly clusters: number;
  readonly pageList: EnvelopeLink;
}

/** Reads the list of cluster groups in the footer. */
export function readClusterGroups(footer: BytesReader): readonly ClusterGroup[] {
  const { count, items } = footer.list();
  return Array.from({ length: count }, () => {
    const group = items.record();
    group.skip(16); // its entries, which its clusters say too
    return { clusters: group.u32(), pageList: readLink(group) };
  });
}

/** Reads the page lists of cluster groups: their clusters in the order of entries, which must not leave any out. */
export async function readClusters(
  file: RootFile,
  groups: readonly ClusterGroup[],
  header: Envelope,
  of: string,
): Promise<readonly Cluster[]> {
  const links = groups.map(({ pageList }) => pageList);
  const envelopes = await readEnvelopes(file, links, 'page list', of);
  const clusters = envelopes.flatMap((envelope, i) => clustersOf(envelope, groups[i] as ClusterGroup, header));
  clusters.sort((a, b) => a.start - b.start);
  let rows = 0;
  for (const { start, stop } of clusters) {
    if (start !== rows) throw damaged(file.name, `the clusters ${of} go from entry ${rows} to entry ${start}`);
    rows = stop;
  }
  return clusters;
}

const SHARDED = 1n;

function clustersOf({ contents }: Envelope, group: ClusterGroup, header: Envelope): readonly Cluster[] {
  if (contents.u64() !== header.checksum) throw contents.damage('it belongs to another header');
  const summaries = contents.list();
  const columns = contents.list();
  if (summaries.count !== group.clusters || columns.count !== group.clusters)
    throw contents.damage(`it has ${summaries.count} and ${columns.count} clusters, expected ${group.clusters}`);
  return Array.from({ length: summaries.count }, () => {
    const summary = summaries.items.record();
    const start = summary.count();
    const entriesAndFlags = summary.u64();
    if ((entriesAndFlags >> 56n) & SHARDED) throw notSupported(contents.file, `${contents.what} has sharded clusters`);
    const stop = start + Number(entriesAndFlags & 0xffffffffffffffn);
    if (!Number.isSafeInteger(stop)) throw contents.damage(`a cluster in it ends at entry ${stop}`);
    return new Cluster(start, stop, columns.items.list());
  });
}
