import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { RootFile } from '../container/root-file.ts';

const MOST_RATIO = 1024;
const SHORT = 64 << 20;
const MOST_BYTES = 2 ** 32;

/**
 * How much memory may be taken at once: pages may be shared, zeros take no space, and a few bytes may unpack to very many. So
 * it may be so many times as long as the file, unless it is short.
 */
export class Budget {
  readonly #file: string;
  #left: number;

  constructor({ name, size }: RootFile) {
    this.#file = name;
    this.#left = Math.min(MOST_BYTES, Math.max(SHORT, size * MOST_RATIO));
  }

  /** Takes memory for something. @throws SourceError `too-large` where there is none left */
  take(bytes: number, what: string): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    const reason = `cannot read ${this.#file}: with ${what}, what is read at once takes too much memory`;
    throw new SourceError('too-large', reason, {
      hint: 'open it with a smaller chunkSize, or read fewer columns at once',
    });
  }
}
