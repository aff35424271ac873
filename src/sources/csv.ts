import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Layout } from '../../kernels/layout.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import { fitsWord } from './memory/growing.ts';
import { fromLayouts, type MemoryOptions } from './memory.ts';
import { Slot } from './memory/slot.ts';
import type { Source } from './source.ts';

/**
 * Opens CSV files (RFC 4180) with a line of names, all of the same names, and keeps them in memory. A column holds booleans
 * (`true`, `false`), integers, numbers (also `NaN`, `Infinity`), or else text; what stands in quotes is text. An empty cell
 * is a missing value, empty quotes are text without characters.
 */
export async function openCsv(files: readonly string[], options: MemoryOptions = {}): Promise<Source> {
  const [first] = files;
  if (first === undefined) throw new SourceError('no-files', 'cannot open CSV files: the list of files is empty');
  let columns: readonly Column[] | undefined;
  for (const file of files) {
    const reader = new CsvReader(await textOf(file), file);
    const names = reader.names();
    columns ??= names.map((name) => new Column(name));
    const known = columns.map(({ name }) => name);
    if (names.length !== known.length || names.some((name, i) => name !== known[i])) {
      const reason = `the files do not go together: ${first} has the columns ${known.join(', ')}, but ${file} has ${names.join(', ')}`;
      throw new SourceError('schema-differs', reason);
    }
    reader.rows(columns);
  }
  const layouts = new Map((columns as readonly Column[]).map((column) => [column.name, column.layout()]));
  const name = files.length === 1 ? first : `${first} and ${files.length - 1} more`;
  return fromLayouts(layouts, columns?.[0]?.length ?? 0, { ...options, name: options.name ?? name });
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (!isUtf8(bytes)) throw new SourceError('bad-csv', `cannot read ${file}: it is not UTF-8`);
  return new TextDecoder().decode(bytes);
}

interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** Goes through the cells of a CSV text. */
class CsvReader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  /** The first line. */
  names(): string[] {
    if (this.#text === '') throw this.#wrong(1, 'it is empty, where a line of names was expected');
    const names = this.#row().map(({ text }) => text);
    const twin = names.find((name, i) => names.indexOf(name) !== i);
    if (twin !== undefined) throw this.#wrong(1, `two columns are called '${twin}'`);
    return names;
  }

  /** All other lines. */
  rows(columns: readonly Column[]): void {
    while (this.#at < this.#text.length) {
      const line = this.#line;
      const cells = this.#row();
      if (cells.length !== columns.length) {
        const hint = cells.length > columns.length ? 'a text that holds a comma stands in double quotes' : undefined;
        throw this.#wrong(line, `there are ${cells.length} cells, where ${columns.length} are expected`, hint);
      }
      for (const [i, cell] of cells.entries()) columns[i]?.push(cell);
    }
  }

  #row(): Cell[] {
    const cells: Cell[] = [];
    for (;;) {
      cells.push(this.#text[this.#at] === '"' ? this.#quoted() : this.#plain());
      if (this.#text[this.#at] === ',') {
        this.#at++;
        continue;
      }
      if (this.#text.startsWith('\r\n', this.#at)) this.#at++;
      this.#at++;
      this.#line++;
      return cells;
    }
  }

  #plain(): Cell {
    const start = this.#at;
    const text = this.#text;
    while (this.#at < text.length) {
      const char = text[this.#at];
      if (char === ',' || char === '\n' || (char === '\r' && text[this.#at + 1] === '\n')) break;
      if (char === '"')
        throw this.#wrong(this.#line, 'a quote in the middle of a cell', 'quotes stand around the whole of it');
      this.#at++;
    }
    return { text: text.slice(start, this.#at), quoted: false };
  }

  #quoted(): Cell {
    const line = this.#line;
    let value = '';
    for (;;) {
      const end = this.#text.indexOf('"', this.#at + 1);
      if (end < 0) throw this.#wrong(line, 'a quote that does not end');
      const part = this.#text.slice(this.#at + 1, end);
      this.#line += part.split('\n').length - 1;
      value += part;
      this.#at = end + 1;
      if (this.#text[this.#at] !== '"') break;
      value += '"';
    }
    const after = this.#text[this.#at];
    if (after === undefined || after === ',' || after === '\n' || this.#text.startsWith('\r\n', this.#at))
      return { text: value, quoted: true };
    throw this.#wrong(
      this.#line,
      `'${after}' after the end of a quoted cell`,
      'a quote inside of one is written twice',
    );
  }

  #wrong(line: number, reason: string, hint?: string): SourceError {
    return new SourceError('bad-csv', `cannot read ${this.#file}, line ${line}: ${reason}`, { hint });
  }
}

/** What a cell can be read as, and what a column is of whose cells it holds for all. */
type Kind = 'nothing' | 'boolean' | 'integer' | 'real' | 'text';

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const REAL = /^-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const WORDS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ...['Infinity', 'inf'].flatMap((word): [string, number][] => [
    [word, Number.POSITIVE_INFINITY],
    [`-${word}`, Number.NEGATIVE_INFINITY],
  ]),
]);

function kindOf({ text, quoted }: Cell): Kind {
  if (quoted) return 'text';
  if (text === '') return 'nothing';
  if (text === 'true' || text === 'false') return 'boolean';
  if (INTEGER.test(text) && text !== '-0' && (text.length < 16 || fitsWord(BigInt(text)))) return 'integer';
  return REAL.test(text) || WORDS.has(text) ? 'real' : 'text';
}

function joined(a: Kind, b: Kind): Kind {
  if (a === b || b === 'nothing') return a;
  if (a === 'nothing') return b;
  return (a === 'integer' || a === 'real') && (b === 'integer' || b === 'real') ? 'real' : 'text';
}

class Column {
  readonly name: string;
  readonly #cells: (string | undefined)[] = [];
  #kind: Kind = 'nothing';

  constructor(name: string) {
    this.name = name;
  }

  get length(): number {
    return this.#cells.length;
  }

  push(cell: Cell): void {
    const kind = kindOf(cell);
    this.#cells.push(kind === 'nothing' ? undefined : cell.text);
    this.#kind = joined(this.#kind, kind);
  }

  layout(): Layout {
    const slot = new Slot(this.name);
    const append = APPEND[this.#kind];
    for (const text of this.#cells) {
      if (text === undefined) slot.null();
      else append(slot, text);
    }
    return slot.layout();
  }
}

const APPEND: Readonly<Record<Kind, (slot: Slot, text: string) => void>> = {
  nothing: (slot) => slot.null(),
  boolean: (slot, text) => slot.boolean(text === 'true'),
  integer: (slot, text) => {
    const near = Number(text);
    if (Number.isSafeInteger(near)) slot.integer(near);
    else slot.wide(BigInt(text));
  },
  real: (slot, text) => slot.real(WORDS.get(text) ?? Number(text)),
  text: (slot, text) => slot.string(text),
};
