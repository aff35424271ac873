import type { Layout } from '../../../../kernels/layout.ts';
import type { RootFile, RootKey } from '../container/root-file.ts';
import { readStreamers } from '../objects/streamer-info.ts';
import type { RootTable } from '../table.ts';
import { cutsOf } from './cuts.ts';
import { Tree } from './tree.ts';

/** The classes whose objects are trees. */
export const TREE_CLASSES: ReadonlySet<string> = new Set(['TTree', 'TNtuple', 'TNtupleD']);

/** The rows of the tree that a key leads to; reads its metadata, no data. */
export async function openTree(file: RootFile, key: RootKey): Promise<RootTable> {
  return new TreeTable(await Tree.open(file, key, await readStreamers(file)));
}

class TreeTable implements RootTable {
  readonly rows: number;
  readonly stored: RootTable['stored'];
  readonly columns: ReadonlySet<string>;
  readonly unreadable: ReadonlyMap<string, string>;
  readonly #tree: Tree;

  constructor(tree: Tree) {
    this.rows = tree.entries;
    this.stored = tree.stored;
    this.columns = new Set(tree.columns.keys());
    this.unreadable = tree.unreadable;
    this.#tree = tree;
  }

  cuts(): readonly number[] {
    return cutsOf([...this.#tree.columns.values()], this.rows);
  }

  sizeOf(column: string): number {
    return this.#tree.columns.get(column)?.branch.packedBytes ?? 0;
  }

  async read(
    names: readonly string[],
    start: number,
    stop: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Layout>> {
    const columns = names.flatMap((name) => this.#tree.columns.get(name) ?? []);
    const layouts = await this.#tree.read(columns, start, stop, signal);
    return new Map(columns.map(({ branch }, i) => [branch.path, layouts[i] as Layout]));
  }
}
