import { TypeMismatchError } from './problem.ts';
import { bool, list, never, number, type NumberDType, option, record, string, type Type, union } from './type.ts';

const NUMBERS: ReadonlySet<string> = new Set([
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
]);

/**
 * The type that a text in Awkward's datashape notation means: `var * {pt: float32, charge: ?int32}`. Throws
 * TypeMismatchError where the text is none, or names a type that is not supported (complex numbers, dates, bytes).
 */
export function parseType(text: string): Type {
  return new TypeReader(text).whole();
}

/** Reads a type from left to right; `at` is the next character. */
class TypeReader {
  private readonly text: string;
  private at = 0;
  constructor(text: string) {
    this.text = text;
  }

  whole(): Type {
    const type = this.type();
    if (this.peek() !== '') throw this.problem('more text after the type');
    return type;
  }

  private type(): Type {
    if (this.take('?')) return option(this.type());
    if (this.take('{')) return this.fields('}', '');
    if (this.take('(')) return record(named(this.list(')')));
    if (this.take('[')) return this.withParameters();
    const word = this.word();
    if (word === 'var' || /^\d+$/.test(word)) {
      this.need('*');
      return list(this.type(), word === 'var' ? undefined : Number(word));
    }
    return this.named(word);
  }

  private named(word: string): Type {
    if (NUMBERS.has(word)) return this.bare(number(word as NumberDType));
    switch (word) {
      case 'bool':
        return this.bare(bool);
      case 'string':
        return this.bare(string);
      case 'unknown':
        return never;
      case 'option':
        return option(this.inBrackets());
      case 'union':
        this.need('[');
        return union(this.list(']'));
      case 'tuple':
      case 'struct':
        return this.inBrackets();
    }
    if (this.take('[')) return this.namedRecord(word);
    throw this.problem(`there is no type '${word}'`, this.at - word.length);
  }

  /** A record with a name: `Point[x: float64]`, or a tuple with one: `Pair[int64, int64]`. */
  private namedRecord(name: string): Type {
    const back = this.at;
    if (this.take(']')) return record([], name);
    this.key();
    const fields = this.peek() === ':';
    this.at = back;
    return fields ? this.fields(']', name) : record(named(this.list(']')), name);
  }

  private inBrackets(): Type {
    this.need('[');
    if (this.take('[')) {
      const slots = record(named(this.list(']')));
      this.need(']');
      return slots;
    }
    const type = this.type();
    this.need(']');
    return type;
  }

  /** Parameters say nothing that is kept here, such as a unit. */
  private bare(type: Type): Type {
    if (!this.take('[')) return type;
    this.parameters();
    return type;
  }

  private withParameters(): Type {
    const type = this.type();
    this.need(',');
    this.parameters();
    return type;
  }

  private parameters(): void {
    const rest = /^\s*parameters\s*=\s*\{[^{}]*\}\s*\]/.exec(this.text.slice(this.at));
    if (rest === null) throw this.problem('expected parameters={…}]');
    this.at += rest[0].length;
  }

  private fields(end: string, name: string): Type {
    const fields: [string, Type][] = [];
    if (this.take(end)) return record(fields, name);
    do {
      const key = this.key();
      this.need(':');
      fields.push([key, this.type()]);
    } while (this.take(','));
    this.need(end);
    return record(fields, name);
  }

  private list(end: string): Type[] {
    const types: Type[] = [];
    if (this.take(end)) return types;
    do types.push(this.type());
    while (this.take(','));
    this.need(end);
    return types;
  }

  /** A field's name, plain or in quotes. */
  private key(): string {
    this.peek();
    const quoted = /^"(?:[^"\\]|\\.)*"/.exec(this.text.slice(this.at));
    if (quoted === null) return this.word();
    this.at += quoted[0].length;
    return JSON.parse(quoted[0]) as string;
  }

  private word(): string {
    this.peek();
    const found = /^[\p{L}\p{N}_]+/u.exec(this.text.slice(this.at));
    if (found === null) throw this.problem('expected a type');
    this.at += found[0].length;
    return found[0];
  }

  private peek(): string {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    return this.text[this.at] ?? '';
  }

  private take(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.at++;
    return true;
  }

  private need(sign: string): void {
    if (!this.take(sign)) throw this.problem(`expected '${sign}'`);
  }

  private problem(what: string, start = this.at): TypeMismatchError {
    return new TypeMismatchError('bad-type', `${what} in the type '${this.text}'`, {
      place: { text: this.text, start, end: start + 1 },
      hint: 'types are written as var * {pt: float32, charge: ?int32}',
    });
  }
}

const named = (types: readonly Type[]): [string, Type][] => types.map((type, i) => [String(i), type]);
