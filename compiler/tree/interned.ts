const FIRST_SLOTS = 4096;

/** Things of which equal ones are kept once, for as long as someone holds them: found by a hash and a comparison. */
export class Interned<T extends object> {
  private slots: (WeakRef<T> | undefined)[] = new Array<undefined>(FIRST_SLOTS).fill(undefined);
  private hashes = new Int32Array(FIRST_SLOTS);
  private taken = 0;

  /** The thing with this hash that is the same, if there is one. */
  find(hash: number, same: (thing: T) => boolean): T | undefined {
    const last = this.slots.length - 1;
    for (let at = hash & last; ; at = (at + 1) & last) {
      const slot = this.slots[at];
      if (slot === undefined) return undefined;
      if (this.hashes[at] !== hash) continue;
      const thing = slot.deref();
      if (thing !== undefined && same(thing)) return thing;
    }
  }

  /** Keeps a thing that was not found. */
  add(hash: number, thing: T): void {
    if (2 * this.taken >= this.slots.length) this.sweep();
    this.put(hash, new WeakRef(thing));
  }

  /** Leaves out the things that nobody holds any more, and makes room for as many again as are left. */
  private sweep(): void {
    const { slots, hashes } = this;
    const held: number[] = [];
    for (let i = 0; i < slots.length; i++) if (slots[i]?.deref() !== undefined) held.push(i);
    let size = FIRST_SLOTS;
    while (size < 4 * held.length) size *= 2;
    this.slots = new Array<undefined>(size).fill(undefined);
    this.hashes = new Int32Array(size);
    this.taken = 0;
    for (const i of held) this.put(hashes[i] as number, slots[i] as WeakRef<T>);
  }

  private put(hash: number, thing: WeakRef<T>): void {
    const last = this.slots.length - 1;
    let at = hash & last;
    while (this.slots[at] !== undefined) at = (at + 1) & last;
    this.slots[at] = thing;
    this.hashes[at] = hash;
    this.taken++;
  }
}

/** A hash with one more whole number in it. */
export function mixed(hash: number, value: number): number {
  const mix = Math.imul(hash ^ value, 0x9e3779b1);
  return mix ^ (mix >>> 15);
}

/** A hash of a text. */
export function hashOfText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return hash | 0;
}
