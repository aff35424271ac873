import { SourceError } from '../../../compiler/tree/problem.ts';
import type { RecordLayout } from '../../../kernels/layout.ts';
import { fromLayouts, fromValues, type MemoryOptions } from '../memory.ts';
import { Slot } from '../memory/slot.ts';
import type { Source } from '../source.ts';
import { type JsonOptions, JsonParser } from './parser.ts';

/** How JSON is taken into memory. */
export interface JsonMemoryOptions extends MemoryOptions, JsonOptions {}

/** A place for rows that are read from JSON. */
export const rowSlot = (): Slot => new Slot('the rows', { round: true });

/** A source of a JSON array of records: text, its bytes in UTF-8, or what JSON.parse made of it. */
export function fromJson(json: string | Uint8Array | readonly unknown[], options: JsonMemoryOptions = {}): Source {
  const { name = 'JSON' } = options;
  if (typeof json !== 'string' && !(json instanceof Uint8Array)) {
    if (!Array.isArray(json))
      throw new SourceError('not-records', `rows must be an array of objects, found ${typeof json}`, {
        hint: 'put one object in an array: fromJson([object])',
      });
    return fromValues(json, { ...options, name });
  }
  const rows = rowSlot();
  new JsonParser({ bytes: bytesOf(json), name, line: 1 }, options).readList(rows);
  return sourceOf(rows, { ...options, name });
}

/** A source of records in JSON, one a line: text, its bytes in UTF-8, or either in pieces. All rows are kept. */
export async function fromNdjson(
  json: string | Uint8Array | AsyncIterable<string | Uint8Array>,
  options: JsonMemoryOptions = {},
): Promise<Source> {
  const { name = 'NDJSON' } = options;
  const rows = rowSlot();
  const whole = typeof json === 'string' || json instanceof Uint8Array;
  for await (const { bytes, line } of wholeLines(whole ? [json] : json))
    new JsonParser({ bytes, name, line }, options).readLines(rows);
  return sourceOf(rows, { ...options, name });
}

function sourceOf(rows: Slot, options: MemoryOptions): Source {
  if (rows.length === 0) return fromLayouts(new Map(), 0, options);
  return fromLayouts((rows.layout() as RecordLayout).fields, rows.length, options);
}

/** Text as UTF-8, in which half a character would become another. */
function bytesOf(text: string | Uint8Array): Uint8Array {
  if (typeof text !== 'string') return text;
  if (/\p{Surrogate}/u.test(text))
    throw new SourceError('bad-json', 'the text holds half a character: one of a pair of \\ud800 to \\udfff');
  return Buffer.from(text);
}

interface Lines {
  readonly bytes: Uint8Array;
  /** The first of the lines, counted from 1. */
  readonly line: number;
}
const LINE = 0x0a;

/** Pieces of text cut anew, at the ends of lines. */
export async function* wholeLines(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Lines> {
  let line = 1;
  let held: Uint8Array[] = [];
  for await (const piece of pieces) {
    const bytes = bytesOf(piece);
    const end = bytes.lastIndexOf(LINE) + 1;
    if (end === 0) {
      held.push(bytes);
      continue;
    }
    const whole = held.length === 0 ? bytes.subarray(0, end) : Buffer.concat([...held, bytes.subarray(0, end)]);
    held = end < bytes.length ? [bytes.slice(end)] : [];
    yield { bytes: whole, line };
    line += linesIn(whole);
  }
  if (held.length > 0) yield { bytes: Buffer.concat(held), line };
}

/** How many lines end in some bytes. */
export function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let i = bytes.indexOf(LINE); i >= 0; i = bytes.indexOf(LINE, i + 1)) lines++;
  return lines;
}
