import { type Layout, lengthOf, type RecordLayout } from '../../kernels/layout.ts';
import type { SourceInfo } from '../../compiler/source.ts';
import { record, type Type } from '../../compiler/tree/type.ts';
import type { Partition, ReadRequest, Source } from './source.ts';

/** The field of an array source's rows that holds the array's entries. */
export const VALUE = 'value';

/** An array that is known, or that is made when it is first read. */
export interface ArrayData {
  /** What explain and errors call it. */
  readonly name: string;
  /** The type of its entries. */
  readonly type: Type;
  /** How many entries it has, where that is known before it is made. */
  readonly length: number | undefined;
  /** The array, where it is there already. */
  readonly known?: Layout | undefined;
  readonly load: (signal?: AbortSignal) => Layout | Promise<Layout>;
}

/** A source whose rows are the entries of one array, in one partition. */
export class ArraySource implements Source {
  readonly info: SourceInfo;
  readonly data: ArrayData;
  #made: Promise<Layout> | undefined;

  constructor(data: ArrayData) {
    this.data = data;
    this.info = {
      name: data.name,
      row: record([[VALUE, data.type]]),
      form: { is: 'record', fields: new Map([[VALUE, { is: 'column', column: VALUE, inside: [] }]]) },
      rows: data.length,
      columns: 1,
    };
  }

  partitions(): readonly Partition[] {
    return [{ index: 0, file: this.data.name, start: 0, stop: this.data.length ?? 0 }];
  }

  columnsOf(): readonly string[] {
    return [VALUE];
  }

  async read(_partition: Partition, _request: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const values = await this.layout(signal);
    return { is: 'record', length: lengthOf(values), fields: new Map([[VALUE, values]]) };
  }

  /** The whole array; made once. One that could not be made is tried anew. */
  layout(signal?: AbortSignal): Promise<Layout> {
    this.#made ??= Promise.resolve(this.data.load(signal)).catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  async close(): Promise<void> {}
}

/** An array that is there already. */
export function knownArray(name: string, type: Type, layout: Layout): ArraySource {
  const length = lengthOf(layout);
  return new ArraySource({ name, type, length, known: layout, load: () => layout });
}
