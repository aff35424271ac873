import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** What a line says: whether it belongs to the file. What follows one that does not is forgotten. */
type Take = (line: unknown, isFirst: boolean) => boolean;

/** A file of lines of JSON that grows while it is in use. A last line that is not whole is forgotten. */
export class LineFile {
  readonly #file: FileHandle;
  #end: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** Opens or begins one, of which `head` is the first line; `take` gets the lines that are there. */
  static async open(path: string, head: object, take: Take): Promise<LineFile> {
    const end = await readLines(path, take);
    const file = await open(path, end === undefined ? 'w' : 'r+');
    await file.truncate(end ?? 0);
    const lines = new LineFile(file, end ?? 0);
    if (!end) await lines.write(head);
    return lines;
  }

  write(line: object): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const writing = this.#last.then(async () => {
      await this.#file.write(bytes, 0, bytes.length, this.#end);
      this.#end += bytes.length;
    });
    this.#last = writing.catch(() => undefined);
    return writing;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}

/** Reads the lines of a file that are whole; gives where the last of them ends, undefined where there is no file. */
export async function readLines(path: string, take: Take): Promise<number | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return undefined;
  let end = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const next = end + Buffer.byteLength(text) + 1;
    // a line without an end may be part of one; the first is looked at all the same, lest another's file is written over
    const isWhole = next <= there.size;
    if ((!isWhole && end > 0) || !take(parsed(text), end === 0) || !isWhole) break;
    end = next;
  }
  return end;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
