import { isUtf8 } from 'node:buffer';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { fitsWord } from '../memory/growing.ts';
import type { Slot } from '../memory/slot.ts';

/** How JSON is read. */
export interface JsonOptions {
  /** Takes the texts "NaN", "Infinity" and "-Infinity" for numbers, as `toJson` writes them. */
  readonly nonFiniteText?: boolean | undefined;
}

/** Text to be read, and where it stands in what the user gave. */
export interface JsonText {
  readonly bytes: Uint8Array;
  /** What errors call it. */
  readonly name: string;
  /** The line on which it begins, counted from 1. */
  readonly line: number;
}

const [TAB, LINE, RETURN, SPACE, QUOTE, PLUS, COMMA, MINUS, DOT, SLASH, ZERO, NINE, COLON] = [
  0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x39, 0x3a,
] as const;
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d] as const;
/** Lists and records inside each other at most. */
const DEEPEST = 256;
/** Digits that a double holds, whatever they are. */
const SAFE_DIGITS = 15;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON (RFC 8259) straight into growing columns, without objects between. Besides, the bare words NaN, Infinity and
 * -Infinity are numbers, as Python writes them. Errors name the line and the column.
 */
export class JsonParser {
  readonly #text: JsonText;
  readonly #bytes: Uint8Array;
  readonly #nonFiniteText: boolean;
  #at = 0;
  #depth = 0;
  /** Whether a value may go on on the next line. */
  #lines = true;

  constructor(text: JsonText, options: JsonOptions = {}) {
    this.#text = text;
    this.#bytes = text.bytes;
    this.#nonFiniteText = options.nonFiniteText === true;
    if (!isUtf8(text.bytes)) throw this.#wrongText();
    if (text.line === 1 && text.bytes[0] === 0xef && text.bytes[1] === 0xbb && text.bytes[2] === 0xbf) this.#at = 3;
  }

  /** Reads a list of records that is all there is. */
  readList(into: Slot): void {
    this.#space();
    if (this.#bytes[this.#at] !== OPEN_LIST) throw this.#expected('a list of records: [{…}, {…}]');
    this.#at++;
    this.#elements(() => this.#row(into), CLOSE_LIST, 'a comma or ] after a value of the list');
    this.#space();
    if (this.#at < this.#bytes.length) throw this.#expected('nothing after the list');
  }

  /** Reads records that stand on a line each, until there are no more or there are enough. Gives the place it came to. */
  readLines(into: Slot, enough = Number.POSITIVE_INFINITY): number {
    for (let read = 0; read < enough; ) {
      this.#lines = true;
      this.#space();
      this.#lines = false;
      if (this.#at >= this.#bytes.length) break;
      this.#row(into);
      read++;
      this.#space();
      const next = this.#bytes[this.#at];
      if (next !== undefined && next !== LINE) throw this.#expected('the end of the line after a value');
    }
    return this.#at;
  }

  #row(into: Slot): void {
    if (this.#bytes[this.#at] !== OPEN_RECORD) throw this.#expected('a record: {…}');
    this.#value(into);
  }

  #value(into: Slot): void {
    if (into.counts) {
      this.#skip();
      return into.count();
    }
    const start = this.#at;
    try {
      this.#valueAt(into);
    } catch (error) {
      throw this.#placed(error, start);
    }
  }

  #valueAt(into: Slot): void {
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        return this.#string(into);
      case OPEN_LIST: {
        const list = into.list();
        this.#enter();
        this.#elements(() => this.#value(list.content), CLOSE_LIST, 'a comma or ] after a value of the list');
        this.#depth--;
        return list.end();
      }
      case OPEN_RECORD: {
        const record = into.record();
        this.#enter();
        this.#elements(
          () => {
            const [from, to, plain] = this.#name();
            const slot = plain ? record.fieldOf(this.#bytes, from, to) : record.field(this.#decoded(from, to));
            this.#colon();
            if (slot === undefined) this.#skip();
            else this.#value(slot);
          },
          CLOSE_RECORD,
          'a comma or } after a field',
        );
        this.#depth--;
        return record.end();
      }
      case 0x74:
        this.#word('true');
        return into.boolean(true);
      case 0x66:
        this.#word('false');
        return into.boolean(false);
      case 0x6e:
        this.#word('null');
        return into.null();
      case 0x4e:
        this.#word('NaN');
        return into.real(Number.NaN);
      case 0x49:
        this.#word('Infinity');
        return into.real(Number.POSITIVE_INFINITY);
      default:
        return this.#number(into);
    }
  }

  /** Reads over a value. It must be JSON all the same. */
  #skip(): void {
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        this.#quoted();
        return;
      case OPEN_LIST:
        this.#enter();
        this.#elements(() => this.#skip(), CLOSE_LIST, 'a comma or ] after a value of the list');
        this.#depth--;
        return;
      case OPEN_RECORD:
        this.#enter();
        this.#elements(
          () => {
            this.#name();
            this.#colon();
            this.#skip();
          },
          CLOSE_RECORD,
          'a comma or } after a field',
        );
        this.#depth--;
        return;
      case 0x74:
        return this.#word('true');
      case 0x66:
        return this.#word('false');
      case 0x6e:
        return this.#word('null');
      case 0x4e:
        return this.#word('NaN');
      case 0x49:
        return this.#word('Infinity');
      default:
        this.#numberEnd();
    }
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > DEEPEST)
      throw this.#wrong('too-deep', `lists and records are more than ${DEEPEST} deep inside each other`);
  }

  /** What stands between brackets, up to and with the closing one. */
  #elements(read: () => void, close: number, expected: string): void {
    this.#space();
    if (this.#bytes[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      read();
      this.#space();
      const next = this.#bytes[this.#at];
      if (next === close) {
        this.#at++;
        return;
      }
      if (next !== COMMA) throw this.#expected(expected);
      this.#at++;
      this.#space();
    }
  }

  #name(): [from: number, to: number, plain: boolean] {
    if (this.#bytes[this.#at] !== QUOTE) throw this.#expected('the name of a field in double quotes');
    const from = this.#at + 1;
    const plain = this.#quoted();
    return [from, this.#at - 1, plain];
  }

  #colon(): void {
    this.#space();
    if (this.#bytes[this.#at] !== COLON) throw this.#expected('a colon after the name of a field');
    this.#at++;
    this.#space();
  }

  #string(into: Slot): void {
    const from = this.#at + 1;
    const plain = this.#quoted();
    const to = this.#at - 1;
    if (this.#nonFiniteText && plain && to - from <= 9) {
      const text = this.#latin(from, to);
      if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return into.real(Number(text));
    }
    if (plain) into.bytes(this.#bytes, from, to);
    else into.string(this.#decoded(from, to));
  }

  /** Goes past a text in quotes; tells whether it stands there as it is, without a backslash. */
  #quoted(): boolean {
    const bytes = this.#bytes;
    const start = this.#at++;
    let plain = true;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte === QUOTE) break;
      if (byte === undefined || byte < SPACE) {
        if (byte !== undefined && byte !== LINE) throw this.#wrong('bad-json', 'a control character in a text');
        this.#at = start;
        throw this.#wrong('bad-json', 'a text that does not end');
      }
      if (byte === BACKSLASH) {
        plain = false;
        this.#at++;
      }
      this.#at++;
    }
    this.#at++;
    return plain;
  }

  #decoded(from: number, to: number): string {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(from, to));
    const meant = text.replace(
      /\\(?:u([0-9a-fA-F]{4})|(.?))/gs,
      (whole, hex: string | undefined, letter: string | undefined) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        const escaped = ESCAPES[letter ?? ''];
        if (escaped !== undefined) return escaped;
        this.#at = from;
        throw this.#wrong('bad-json', `'${whole}' is no escape in a text`);
      },
    );
    if (!/\p{Surrogate}/u.test(meant)) return meant;
    this.#at = from;
    throw this.#wrong('bad-json', 'half a character, which is no text: one of a pair of \\ud800 to \\udfff');
  }

  #number(into: Slot): void {
    const { from, whole } = this.#numberEnd();
    const digits = this.#at - from - (this.#bytes[from] === MINUS ? 1 : 0);
    if (!whole) return into.real(this.#double(from));
    if (digits > SAFE_DIGITS) return this.#long(into, this.#latin(from, this.#at));
    let value = 0;
    for (let i = this.#at - digits; i < this.#at; i++) value = value * 10 + (this.#bytes[i] as number) - ZERO;
    if (this.#bytes[from] !== MINUS) return into.integer(value);
    return value === 0 ? into.real(-0) : into.integer(-value);
  }

  #double(from: number): number {
    const text = this.#latin(from, this.#at);
    const value = Number(text);
    if (Number.isFinite(value) || text.endsWith('y')) return value;
    this.#at = from;
    throw this.#wrong('too-large', `the number ${text} is beyond what a double holds`);
  }

  // What does not fit in 64 bits was a double before it was written.
  #long(into: Slot, text: string): void {
    const near = Number(text);
    if (Number.isSafeInteger(near)) return into.integer(near);
    const value = BigInt(text);
    if (fitsWord(value)) into.wide(value);
    else into.real(this.#double(this.#at - text.length));
  }

  /** Goes past a number; tells where it began, and whether it is whole. */
  #numberEnd(): { readonly from: number; readonly whole: boolean } {
    const bytes = this.#bytes;
    const from = this.#at;
    if (bytes[this.#at] === MINUS) this.#at++;
    if (bytes[this.#at] === 0x49) {
      this.#word('Infinity');
      return { from, whole: false };
    }
    const first = this.#at;
    this.#digits(from);
    if (bytes[first] === ZERO && this.#at > first + 1) {
      this.#at = from;
      throw this.#wrong('bad-json', 'a number that begins with 0');
    }
    let whole = true;
    if (bytes[this.#at] === DOT) {
      whole = false;
      this.#at++;
      this.#digits(from);
    }
    if (((bytes[this.#at] as number) | 0x20) === 0x65) {
      whole = false;
      this.#at++;
      if (bytes[this.#at] === PLUS || bytes[this.#at] === MINUS) this.#at++;
      this.#digits(from);
    }
    return { from, whole };
  }

  #digits(from: number): void {
    const start = this.#at;
    while ((this.#bytes[this.#at] as number) >= ZERO && (this.#bytes[this.#at] as number) <= NINE) this.#at++;
    if (this.#at > start) return;
    const nothing = start === from;
    if (!nothing) this.#at = from;
    throw nothing ? this.#expected('a value') : this.#wrong('bad-json', 'a number that lacks digits');
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++)
      if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) throw this.#expected('a value');
    this.#at += word.length;
  }

  #space(): void {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte === SPACE || byte === TAB || byte === RETURN || (byte === LINE && this.#lines)) this.#at++;
      else return;
    }
  }

  #latin(from: number, to: number): string {
    let text = '';
    for (let i = from; i < to; i++) text += String.fromCharCode(this.#bytes[i] as number);
    return text;
  }

  #expected(what: string): SourceError {
    const byte = this.#bytes[this.#at];
    const found =
      byte === undefined
        ? 'the text ends'
        : byte === LINE
          ? 'the line ends'
          : `there is '${new TextDecoder()
              .decode(this.#bytes.subarray(this.#at, this.#at + 12))
              .split(/\s/)[0]
              ?.replace(/\ufffd+$/, '')}'`;
    const hint =
      byte === 0x27
        ? 'JSON has texts and names in double quotes'
        : byte === SLASH
          ? 'JSON has no comments'
          : byte === LINE && !this.#lines
            ? 'each value stands on one line; a list over several lines is read as JSON, by fromJson or as a .json file'
            : undefined;
    return this.#wrong('bad-json', `expected ${what}, but ${found}`, hint);
  }

  #wrongText(): SourceError {
    let at = 0;
    const whole = this.#bytes.length;
    // the longest beginning that is UTF-8, found by halving
    for (let step = 2 ** Math.ceil(Math.log2(whole + 1)); step >= 1; step /= 2)
      if (at + step <= whole && isStart(this.#bytes.subarray(0, at + step))) at += step;
    this.#at = at;
    return this.#wrong('bad-json', 'bytes that are not UTF-8');
  }

  #wrong(code: string, reason: string, hint?: string): SourceError {
    return new SourceError(code, `cannot read ${this.#place(this.#at)}: ${reason}`, { hint });
  }

  /** An error about a value, at its place. */
  #placed(error: unknown, start: number): unknown {
    if (!(error instanceof SourceError) || error.reason.startsWith('cannot read')) return error;
    return new SourceError(error.code, `cannot read ${this.#place(start)}: ${error.reason}`, {
      hint: error.hint,
      cause: error,
    });
  }

  #place(at: number): string {
    let { line } = this.#text;
    let begin = 0;
    for (let i = this.#bytes.indexOf(LINE); i >= 0 && i < at; i = this.#bytes.indexOf(LINE, i + 1)) {
      line++;
      begin = i + 1;
    }
    return `${this.#text.name}, line ${line}, column ${new TextDecoder().decode(this.#bytes.subarray(begin, at)).length + 1}`;
  }
}

/** Whether bytes are UTF-8, apart from a character that they end in the middle of. */
function isStart(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
