type Item = string | Count | Block;
/** What is counted up by one. */
interface Count {
  readonly counts: string;
}

/**
 * Generated code as a tree of blocks. A block stays open: lines can still be put into it, or before one of the blocks
 * inside it, after other code was written. So work is placed where it belongs, not where its need was noticed.
 */
export class Block {
  readonly header: string;
  readonly parent: Block | undefined;
  /** Whether the code inside runs many times for one run of the code around it. */
  readonly loop: boolean;
  private readonly items: Item[] = [];

  constructor(header: string, parent?: Block, loop = false) {
    this.header = header;
    this.parent = parent;
    this.loop = loop;
  }

  /** Whether this block is `other` or encloses it. */
  encloses(other: Block): boolean {
    for (let block: Block | undefined = other; block !== undefined; block = block.parent)
      if (block === this) return true;
    return false;
  }

  /** Whether the code inside runs only where something holds. */
  get conditional(): boolean {
    return /^(if|else)\b/.test(this.header);
  }

  put(item: Item, before?: Block): void {
    const at = before === undefined ? -1 : this.items.indexOf(before);
    if (at < 0) this.items.push(item);
    else this.items.splice(at, 0, item);
  }

  /** Takes a block out again. */
  drop(block: Block): void {
    const at = this.items.indexOf(block);
    if (at >= 0) this.items.splice(at, 1);
  }

  get empty(): boolean {
    return this.items.every((item) => item instanceof Block && item.header === '' && item.empty);
  }

  render(): string[] {
    const lines: string[] = [];
    this.renderTo(lines, '');
    return lines;
  }

  private renderTo(lines: string[], indent: string): void {
    const bare = this.header === '';
    const inside = bare ? indent : `${indent}  `;
    if (!bare) lines.push(`${indent}${this.header}{`);
    this.items.forEach((item, i) => {
      if (typeof item === 'string') lines.push(inside + item);
      else if (!(item instanceof Block)) lines.push(`${inside}${item.counts}++;`);
      else if (!item.onlyCounts || isElse(this.items[i + 1])) item.renderTo(lines, inside);
      else for (const { counts } of item.items as Count[]) lines.push(`${inside}${counts} += +(${item.condition});`);
    });
    if (!bare) lines.push(`${indent}}`);
  }

  /** Whether nothing is done but counting, where something holds: that needs no branch, which processors guess wrong. */
  private get onlyCounts(): boolean {
    return (
      this.condition !== undefined &&
      this.items.length > 0 &&
      this.items.every((item) => typeof item !== 'string' && !(item instanceof Block))
    );
  }

  private get condition(): string | undefined {
    return /^if \((.*)\) $/.exec(this.header)?.[1];
  }
}

const isElse = (item: Item | undefined): boolean =>
  item !== undefined && /^else\b/.test(typeof item === 'string' ? item : item instanceof Block ? item.header : '');

/** A position in the code: the end of a block, or the place before a block inside it. */
export interface Cursor {
  readonly block: Block;
  readonly before?: Block | undefined;
}

/** Writes a line at the cursor. */
export function put(at: Cursor, line: string): void {
  at.block.put(line, at.before);
}

/** Counts a variable up at the cursor. */
export function countUp(at: Cursor, counts: string): void {
  at.block.put({ counts }, at.before);
}

/** Opens a block at the cursor; its own cursor is returned. An empty header groups lines without braces. */
export function open(at: Cursor, header: string, loop = false): Cursor {
  const block = new Block(header, at.block, loop);
  at.block.put(block, at.before);
  return { block };
}

/**
 * The outermost place for code that is needed at the cursor and depends on nothing that changes inside loops below
 * `home`: before the outermost such loop. Conditions around that loop still guard it.
 */
export function hoist(at: Cursor, home: Block): Cursor {
  let best = at;
  for (let block = at.block; block !== home && block.parent !== undefined; block = block.parent) {
    if (block.loop) best = { block: block.parent, before: block };
  }
  return best;
}

/**
 * Where the outermost condition between `home` and the cursor holds, before the loops inside it; undefined if there is no
 * condition.
 */
export function underCondition(at: Cursor, home: Block): Cursor | undefined {
  let outermost: Block | undefined;
  for (let block: Block | undefined = at.block; block !== home; block = block.parent) {
    if (block === undefined) return undefined;
    if (block.conditional) outermost = block;
  }
  return outermost === undefined ? undefined : hoist(at, outermost);
}
