/** A value of a member: 64-bit integers are numbers here, as they count entries and bytes. */
export type Value = number | string | Float64Array | RootObject | undefined;

/** An object of a file as its members say: metadata such as trees, branches and leaves. */
export class RootObject {
  readonly className: string;
  readonly members: ReadonlyMap<string, Value>;
  /** What a collection holds; empty for other classes. */
  readonly items: readonly (RootObject | undefined)[];

  constructor(className: string, members: ReadonlyMap<string, Value>, items: readonly (RootObject | undefined)[] = []) {
    this.className = className;
    this.members = members;
    this.items = items;
  }

  /** A member that is a number; 0 where there is none. */
  number(name: string): number {
    const value = this.members.get(name);
    return typeof value === 'number' ? value : 0;
  }

  /** A member that is text; empty where there is none. */
  text(name: string): string {
    const value = this.members.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** A member that is an array of numbers; empty where there is none. */
  numbers(name: string): Float64Array {
    const value = this.members.get(name);
    return value instanceof Float64Array ? value : new Float64Array(0);
  }

  /** A member that is an object. */
  one(name: string): RootObject | undefined {
    const value = this.members.get(name);
    return value instanceof RootObject ? value : undefined;
  }
}

/** A basket that was never written to the file by itself: it lies inside the tree. */
export class EmbeddedBasket extends RootObject {
  /** The data of the entries. */
  readonly data: Uint8Array;
  readonly entries: number;
  /** Where each entry begins in `data`, and where the last ends; undefined where all are equally long, or nobody wrote it. */
  readonly offsets: Int32Array | undefined;

  constructor(data: Uint8Array, entries: number, offsets: Int32Array | undefined) {
    super('TBasket', new Map());
    this.data = data;
    this.entries = entries;
    this.offsets = offsets;
  }
}
