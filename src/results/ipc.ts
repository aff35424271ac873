import { type Layout, lengthOf } from '../../kernels/layout.ts';
import { layoutToBatch } from './arrow.ts';
import type { Sink } from './file.ts';

/** Writes batches as one Arrow IPC file, a record batch each; `none` is a batch without values, for where there is no other. */
export async function writeIpc(batches: AsyncIterable<Layout>, none: Layout, sink: Sink): Promise<void> {
  const { RecordBatchFileWriter } = await import('apache-arrow');
  const writer = new RecordBatchFileWriter({ autoDestroy: false });
  const written = new Drain(writer[Symbol.asyncIterator](), sink);
  let any = false;
  for await (const layout of batches) {
    if (lengthOf(layout) === 0) continue;
    any = true;
    writer.write(await layoutToBatch(layout));
    await written.drain();
  }
  if (!any) writer.write(await layoutToBatch(none));
  writer.finish();
  await written.drain();
}

/** Takes what a writer has made so far; the writer itself would keep all of it until somebody asks. */
class Drain {
  readonly #made: AsyncIterator<Uint8Array>;
  readonly #sink: Sink;
  #next: Promise<IteratorResult<Uint8Array>> | undefined;

  constructor(made: AsyncIterator<Uint8Array>, sink: Sink) {
    this.#made = made;
    this.#sink = sink;
  }

  async drain(): Promise<void> {
    for (;;) {
      this.#next ??= this.#made.next();
      const here = await Promise.race([this.#next, nothingWaits()]);
      if (here === undefined) return;
      this.#next = undefined;
      if (here.done === true) return;
      await this.#sink(here.value);
    }
  }
}

/** Resolves after everything that is there already. */
const nothingWaits = (): Promise<undefined> => new Promise((resolve) => setImmediate(() => resolve(undefined)));
