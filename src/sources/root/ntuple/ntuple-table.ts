import { concatLayouts } from '../../../../kernels/concat.ts';
import type { Layout } from '../../../../kernels/layout.ts';
import { emptyLayout } from '../../../../compiler/tree/layout-type.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { StoredColumn } from '../../../schemas/schema.ts';
import type { RootFile, RootKey } from '../container/root-file.ts';
import { LEAST_PARTITION, type RootTable } from '../table.ts';
import { Unreadable } from '../tree/unreadable.ts';
import { readAnchor } from './anchor.ts';
import { type Cluster, readClusterGroups, readClusters } from './clusters.ts';
import { ColumnReader } from './column-values.ts';
import { readEnvelopes, readFeatures, type Envelope } from './envelope.ts';
import { FieldNodes } from './field-nodes.ts';
import { columnsOf, formOfNode, lengthsIn, type Node, typeOfNode } from './node.ts';
import { columnsIn, readNodes, type Span } from './read-nodes.ts';
import { SchemaDescription } from './schema-description.ts';

/** The class whose objects lead to RNTuples. */
export const NTUPLE_CLASS = 'ROOT::RNTuple';

/** The rows of the RNTuple that a key leads to; reads its metadata, no pages. */
export async function openNtuple(file: RootFile, key: RootKey): Promise<RootTable> {
  const of = `of the RNTuple '${key.path}'`;
  const anchor = await readAnchor(file, key);
  const [header] = (await readEnvelopes(file, [anchor.header], 'header', of)) as [Envelope];
  const [footer] = (await readEnvelopes(file, [anchor.footer], 'footer', of)) as [Envelope];
  const schema = new SchemaDescription();
  readFeatures(header.contents);
  for (let texts = 0; texts < 3; texts++) header.contents.string(); // its name, a description, who wrote it
  schema.add(header.contents);
  readFeatures(footer.contents);
  if (footer.contents.u64() !== header.checksum) throw footer.contents.damage('it belongs to another header');
  const extension = footer.contents.record();
  if (extension.left > 0) schema.add(extension);
  const clusters = await readClusters(file, readClusterGroups(footer.contents), header, of);
  return new NtupleTable(file, of, new Fields(schema), clusters);
}

/** The fields that can be read, and those that cannot. */
class Fields {
  readonly stored: StoredColumn[] = [];
  /** What can be read by itself, by its path. */
  readonly columns = new Map<string, Node>();
  /** The lengths of lists. */
  readonly lengths = new Map<string, Node>();
  readonly unreadable: Map<string, string>;

  constructor(schema: SchemaDescription) {
    const nodes = new FieldNodes(schema);
    this.unreadable = nodes.unreadable;
    for (const field of nodes.top) {
      try {
        this.#add(field.name, nodes.nodeOf(field, field.name));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.unreadable.set(field.name, error.message);
      }
    }
  }

  #add(name: string, node: Node): void {
    const columns = [...columnsOf(name, node)];
    const paths = new Set(columns.map(([path]) => path));
    if (paths.size < columns.length || columns.some(([path]) => this.columns.has(path)))
      throw new Unreadable('another field has the same name');
    for (const [path, of] of columns) this.columns.set(path, of);
    for (const [path, of] of lengthsIn(name, node)) this.lengths.set(path, of);
    this.stored.push({ name, type: typeOfNode(node), form: formOfNode(name, node) });
  }
}

class NtupleTable implements RootTable {
  readonly rows: number;
  readonly stored: readonly StoredColumn[];
  readonly columns: ReadonlySet<string>;
  readonly unreadable: ReadonlyMap<string, string>;
  readonly #file: RootFile;
  readonly #of: string;
  readonly #fields: Fields;
  readonly #clusters: readonly Cluster[];

  constructor(file: RootFile, of: string, fields: Fields, clusters: readonly Cluster[]) {
    this.rows = clusters.at(-1)?.stop ?? 0;
    this.stored = fields.stored;
    this.columns = new Set(fields.columns.keys());
    this.unreadable = fields.unreadable;
    this.#file = file;
    this.#of = of;
    this.#fields = fields;
    this.#clusters = clusters;
  }

  cuts(): readonly number[] {
    const perRow = this.#file.size / Math.max(1, this.rows);
    const cuts = [0];
    for (const { stop } of this.#clusters)
      if (stop === this.rows || (stop - (cuts.at(-1) as number)) * perRow >= LEAST_PARTITION)
        if (stop > (cuts.at(-1) as number)) cuts.push(stop);
    return cuts;
  }

  sizeOf(column: string): number {
    const node = this.#node(column);
    let bytes = 0;
    for (const { choices } of node === undefined ? [] : columnsIn(node))
      for (const cluster of this.#clusters)
        for (const choice of choices) bytes += cluster.pagesOf(choice.column.id)?.packedBytes ?? 0;
    return bytes;
  }

  async read(
    names: readonly string[],
    start: number,
    stop: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Layout>> {
    const spans = this.#spans(start, stop);
    const wanted = names.flatMap((name) => {
      const node = this.#node(name);
      return node === undefined ? [] : [{ name, node }];
    });
    const reader = new ColumnReader(this.#file, this.#of, signal);
    const wholeClusters = spans.filter(({ cluster, from, to }) => from === 0 && to === cluster.stop - cluster.start);
    const columns = wanted.flatMap(({ node }) => [...columnsIn(node)]);
    await reader.fetchAll(wholeClusters.flatMap(({ cluster }) => columns.map((stored) => ({ stored, cluster }))));
    const parts = await readNodes(
      reader,
      wanted.flatMap(({ node }) => spans.map((span) => ({ node, span }))),
    );
    return new Map(
      wanted.map(({ name, node }, i) => {
        const own = parts.slice(i * spans.length, (i + 1) * spans.length);
        return [name, own.length === 0 ? emptyLayout(typeOfNode(node)) : this.#join(name, own)];
      }),
    );
  }

  #node(column: string): Node | undefined {
    return this.#fields.columns.get(column) ?? this.#fields.lengths.get(column);
  }

  #join(name: string, parts: readonly Layout[]): Layout {
    try {
      return concatLayouts(parts);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const reason = `cannot read ${this.#file.name}: the column '${name}' has too many values (${error.message})`;
      throw new SourceError('too-large', reason, { hint: 'open it with a smaller chunkSize' });
    }
  }

  #spans(start: number, stop: number): readonly Span[] {
    return this.#clusters
      .filter((cluster) => Math.max(start, cluster.start) < Math.min(stop, cluster.stop))
      .map((cluster) => ({
        cluster,
        from: Math.max(0, start - cluster.start),
        to: Math.min(stop, cluster.stop) - cluster.start,
        expected: cluster.stop - cluster.start,
      }));
  }
}
