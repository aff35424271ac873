/** Hands things from those who make them to those who use them; whoever is too fast waits. */
export class Queue<T> {
  readonly #room: number;
  readonly #items: T[] = [];
  readonly #takers: ((item: T | undefined) => void)[] = [];
  readonly #givers: (() => void)[] = [];
  #closed = false;

  constructor(room: number) {
    this.#room = room;
  }

  /** Gives something; resolves when there is room for more. False where nothing is taken any more. */
  async put(item: T): Promise<boolean> {
    if (this.#closed) return false;
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker(item);
      return true;
    }
    this.#items.push(item);
    if (this.#items.length >= this.#room) await new Promise<void>((resolve) => this.#givers.push(resolve));
    return !this.#closed;
  }

  /** The next thing; undefined when no more will come. */
  take(): Promise<T | undefined> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#givers.shift()?.();
      return Promise.resolve(item);
    }
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** No more will come; what is there can still be taken. */
  close(): void {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
    for (const giver of this.#givers.splice(0)) giver();
  }

  /** What nobody has taken, which now nobody gets. */
  drain(): T[] {
    this.close();
    return this.#items.splice(0);
  }
}
