import { ARRAY_OF, type DType, type NumberArray } from '../../../../kernels/dtype.ts';
import { decodeIndex, decodePage, decodeSwitch, pageBytes } from '../../../../kernels/root/pages.ts';
import { ahead } from '../container/ahead.ts';
import type { Range } from '../container/bytes.ts';
import { damaged, notSupported } from '../container/damaged.ts';
import type { RootFile } from '../container/root-file.ts';
import { Budget } from './budget.ts';
import type { Cluster, ColumnPages, Page } from './clusters.ts';
import type { ColumnType } from './column-types.ts';
import { CHECKSUM, hasChecksum } from './envelope.ts';
import type { Stored } from './node.ts';
import type { ColumnDescription } from './schema-description.ts';

/** Elements of a column in a cluster, counted within it. */
export interface Elements {
  readonly stored: Stored;
  /** What numbers become; floats may be widened. */
  readonly dtype?: DType | undefined;
  readonly cluster: Cluster;
  readonly from: number;
  readonly to: number;
  /** How many elements the cluster has, where its entries tell: what a deferred column lacks of it are zeros in front. */
  readonly expected: number | undefined;
}

/** The values of a column: numbers, indices, or for variants which alternative each is and where. */
export type Values = NumberArray | { readonly tags: Int8Array; readonly index: Int32Array };

/** A column as it is in one cluster. */
interface Found {
  readonly column: ColumnDescription;
  readonly type: ColumnType;
  readonly stored: ColumnPages;
  /** Zeros in front of the first page. */
  readonly zeros: number;
}

const NO_PAGES: ColumnPages = { pages: [], elements: 0, packedBytes: 0, suppressed: false };

const MOST_ELEMENTS = 0x7fffffff;

/** Fetches pages, and decodes elements from them. What was read is kept: columns that are needed twice are decoded once. */
export class ColumnReader {
  readonly #file: RootFile;
  readonly #of: string;
  readonly #signal: AbortSignal | undefined;
  readonly #pages = new Map<number, Uint8Array>();
  readonly #values = new Map<string, Values>();
  readonly #found = new Map<string, Found>();
  readonly #budget: Budget;

  constructor(file: RootFile, of: string, signal?: AbortSignal) {
    this.#file = file;
    this.#of = of;
    this.#signal = signal;
    this.#budget = new Budget(file);
  }

  /** Fetches all pages of columns in clusters, with one request. */
  async fetchAll(wanted: readonly { readonly stored: Stored; readonly cluster: Cluster }[]): Promise<void> {
    await this.#fetch(wanted.flatMap(({ stored, cluster }) => this.#find(stored, cluster, undefined).stored.pages));
  }

  /** Decodes elements; fetches the pages that are not there yet, with one request. */
  async load(wanted: readonly Elements[]): Promise<void> {
    const news = new Map<string, Elements>();
    for (const one of wanted) if (!this.#values.has(keyOf(one))) news.set(keyOf(one), one);
    await this.#fetch([...news.values()].flatMap((one) => this.#pagesOf(one)));
    for (const [key, one] of news) {
      this.#signal?.throwIfAborted();
      this.#values.set(key, await this.#decode(one));
    }
  }

  /** What was loaded. */
  values(wanted: Elements): Values {
    return this.#values.get(keyOf(wanted)) as Values;
  }

  /** The error for what makes no sense in a column. */
  damage({ stored: { field }, cluster }: Pick<Elements, 'stored' | 'cluster'>, how: string): Error {
    return damaged(
      this.#file.name,
      `${nameOf(field, this.#of)} is damaged in entries ${cluster.start} to ${cluster.stop}: ${how}`,
    );
  }

  async #fetch(pages: readonly Page[]): Promise<void> {
    const ranges = new Map<number, Range>();
    for (const { start, length, hasChecksum: more } of pages)
      if (!this.#covers(start, length + (more ? CHECKSUM : 0), ranges.get(start)?.length))
        ranges.set(start, { start, length: length + (more ? CHECKSUM : 0) });
    if (ranges.size === 0) return;
    const bytes = await this.#file.read([...ranges.values()], this.#signal);
    [...ranges.keys()].forEach((start, i) => this.#pages.set(start, bytes[i] as Uint8Array));
  }

  #covers(start: number, length: number, asked = -1): boolean {
    return length <= Math.max(asked, this.#pages.get(start)?.length ?? -1);
  }

  // The representation that is stored in the cluster.
  #find(stored: Stored, cluster: Cluster, expected: number | undefined): Found {
    const key = `${idsOf(stored)} ${cluster.start}`;
    let found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, (found = this.#choose(stored, cluster)));
    const zeros = found.column.deferred ? Math.max(0, (expected ?? 0) - found.stored.elements) : 0;
    return { ...found, zeros };
  }

  #choose(stored: Stored, cluster: Cluster): Found {
    for (const { column, type } of stored.choices) {
      const pages = cluster.pagesOf(column.id);
      const suppressed = pages?.suppressed ?? (column.suppressedBefore || column.representation > 0);
      if (!suppressed) return { column, type, stored: pages ?? NO_PAGES, zeros: 0 };
    }
    throw this.damage({ stored, cluster }, 'none of its representations is there');
  }

  #pagesOf({ stored, cluster, from, to, expected }: Elements): readonly Page[] {
    const found = this.#find(stored, cluster, expected);
    const [start, stop] = [from - found.zeros, to - found.zeros];
    return found.stored.pages.filter(({ first, count }) => first < stop && first + count > start);
  }

  async #decode(wanted: Elements): Promise<Values> {
    const { stored, cluster, from, to, expected } = wanted;
    const found = this.#find(stored, cluster, expected);
    if (to > found.zeros + found.stored.elements)
      throw this.damage(wanted, `it has ${found.zeros + found.stored.elements} elements, ${to} are expected`);
    const values = this.#room(found.type, wanted.dtype, to - from, stored.field);
    const unpacked = ahead(this.#pagesOf(wanted), async (page) => ({
      page,
      bytes: await this.#unpack(page, found.type.bits, wanted),
    }));
    for await (const { page, bytes } of unpacked) {
      const first = page.first + found.zeros;
      const whole = first >= from && first + page.count <= to;
      const into = whole
        ? part(values, first - from, first - from + page.count)
        : this.#room(found.type, wanted.dtype, page.count, stored.field);
      const right = decode(bytes, found.type, page.count, into);
      if (right < page.count) throw this.damage(wanted, `element ${page.first + right} makes no sense`);
      if (!whole)
        copy(into, Math.max(0, from - first), Math.min(page.count, to - first), values, Math.max(0, first - from));
    }
    return values;
  }

  async #unpack(page: Page, bits: number, wanted: Elements): Promise<Uint8Array> {
    const size = pageBytes(page.count, bits);
    this.#budget.take(size, nameOf(wanted.stored.field, this.#of));
    const all = this.#pages.get(page.start) as Uint8Array;
    const packed = all.subarray(0, page.length);
    const what = `a page at byte ${page.start} of ${nameOf(wanted.stored.field, this.#of)}`;
    if (page.hasChecksum) {
      const tail = new DataView(all.buffer, all.byteOffset + page.length, CHECKSUM);
      if (!hasChecksum(packed, tail.getUint32(0, true), tail.getUint32(4, true)))
        throw damaged(this.#file.name, `${what} is damaged: its checksum is not that of its bytes`);
    }
    return this.#file.unpack(packed, size, what);
  }

  #room(type: ColumnType, dtype: DType | undefined, length: number, field: string): Values {
    if (length > MOST_ELEMENTS)
      throw notSupported(
        this.#file.name,
        `${length} elements of ${nameOf(field, this.#of)} are more than are read at once`,
      );
    if (type.is === 'switch') {
      this.#budget.take(length * 5, nameOf(field, this.#of));
      return { tags: new Int8Array(length), index: new Int32Array(length) };
    }
    const Values = type.is === 'index' ? Int32Array : ARRAY_OF[dtype ?? type.dtype];
    this.#budget.take(length * Values.BYTES_PER_ELEMENT, nameOf(field, this.#of));
    return new Values(length);
  }
}

const nameOf = (field: string, of: string): string => `the column '${field}' ${of}`;

const idsOf = ({ choices }: Stored): string => choices.map(({ column }) => column.id).join();

const keyOf = ({ stored, dtype, cluster, from, to, expected }: Elements): string =>
  `${idsOf(stored)} ${dtype} ${cluster.start} ${from} ${to} ${expected}`;

function part(values: Values, start: number, stop: number): Values {
  if ('tags' in values) return { tags: values.tags.subarray(start, stop), index: values.index.subarray(start, stop) };
  return values.subarray(start, stop);
}

function copy(from: Values, start: number, stop: number, to: Values, at: number): void {
  const cut = part(from, start, stop);
  if ('tags' in to && 'tags' in cut) {
    to.tags.set(cut.tags, at);
    to.index.set(cut.index, at);
  } else (to as Float64Array).set(cut as Float64Array, at);
}

// How many elements were right.
function decode(page: Uint8Array, type: ColumnType, count: number, into: Values): number {
  if ('tags' in into) return decodeSwitch(page, count, into.tags, into.index);
  if (type.is === 'index') return decodeIndex(page, type.encoding, type.bits === 64 ? 8 : 4, count, into as Int32Array);
  if (type.is === 'number') decodeNumbers(page, type, count, into);
  return count;
}

function decodeNumbers(
  page: Uint8Array,
  { dtype, encoding, bits }: Extract<ColumnType, { is: 'number' }>,
  count: number,
  into: NumberArray,
): void {
  // What is computed is computed as a double; what is stored as it is may have to become wider.
  const own = typeof encoding === 'object' || into instanceof ARRAY_OF[dtype] ? into : new ARRAY_OF[dtype](count);
  decodePage(page, encoding, bits, count, own);
  if (own !== into) (into as Float64Array).set(own as Float32Array);
}
