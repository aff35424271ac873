/**
 * What runs beside each thread of a Dask worker: it is told works on standard input, does pieces of them and merges what
 * they give, and answers on standard output. It ends when standard input does. What is printed goes to the log of the run.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeWhole } from '../../results/file.ts';
import { useOneThread } from '../../sources/parquet/duckdb-instance.ts';
import { Workbench } from '../crew/workbench.ts';
import type { FileTask, Parts, Work } from '../crew/work.ts';
import { errorToJson } from '../workers/errors.ts';
import { type Message, MessageReader, toMessage } from './messages.ts';
import type { FromChild, ToChild } from './told.ts';

/** Where large results go. */
type Files = (ToChild & { op: 'works' })['files'];

interface Run {
  readonly bench: Workbench;
  readonly files: Files;
}

/** Characters of a message that Dask shows. */
const MOST_TEXT = 1000;

const runs = new Map<string, Run>();
const reader = new MessageReader<ToChild>();
const write = process.stdout.write.bind(process.stdout);

function tell(head: FromChild, bodies: readonly Uint8Array[] = []): void {
  for (const piece of toMessage(head, bodies)) write(piece);
}

async function take({ head, body }: Message<ToChild>): Promise<void> {
  if (head.op === 'works') {
    const works = deserialize(body) as readonly Work[];
    runs.set(head.run, { bench: new Workbench(works, head.name), files: head.files });
  } else if (head.op === 'forget') runs.delete(head.run);
  else await answer(head, body);
}

async function answer(head: ToChild & { op: 'do' | 'merge' }, body: Uint8Array): Promise<void> {
  try {
    const { bench, files } = runs.get(head.run) as Run;
    if (head.op === 'do') {
      const { parts, report } = await bench.do(deserialize(body) as FileTask);
      const told = serialize(report);
      const { file, bytes } = await kept(parts, files, head.key);
      tell({ is: 'done', report: told.length, file }, [told, bytes]);
    } else {
      const merged = bench.merge(head.work, await partsOf(head.parts, body));
      const { file, bytes } = await kept(merged, files, head.key);
      tell({ is: 'done', report: 0, file }, [bytes]);
    }
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    tell({ is: 'failed', text: text.slice(0, MOST_TEXT) }, [serialize(errorToJson(error))]);
  }
}

/** Partial results as bytes; where these are many, the file that has them instead. */
async function kept(parts: Parts, files: Files, key: string): Promise<{ file: string | null; bytes: Uint8Array }> {
  const bytes = serialize(parts);
  if (files === null || bytes.length < files.largest) return { file: null, bytes };
  const file = join(files.folder, key);
  await writeWhole(file, (sink) => sink(bytes));
  return { file, bytes: new Uint8Array() };
}

async function partsOf(told: (ToChild & { op: 'merge' })['parts'], body: Uint8Array): Promise<Parts[]> {
  const parts: Parts[] = [];
  let at = 0;
  for (const { size, file } of told) {
    const bytes = file === null ? body.subarray(at, at + size) : await readFile(file);
    parts.push(deserialize(bytes) as Parts);
    at += size;
  }
  return parts;
}

/** Has what is printed logged, a message a line. */
function logged(stream: NodeJS.WriteStream): void {
  let rest = '';
  stream.write = ((piece: string | Uint8Array): boolean => {
    const lines = `${rest}${typeof piece === 'string' ? piece : Buffer.from(piece).toString()}`.split('\n');
    rest = lines.pop() as string;
    for (const text of lines) tell({ is: 'log', text });
    return true;
  }) as typeof stream.write;
}

logged(process.stdout);
logged(process.stderr);
useOneThread();
let last: Promise<void> = Promise.resolve();
process.stdin.on('data', (piece: Buffer) => {
  for (const message of reader.push(piece)) last = last.then(() => take(message));
});
process.stdin.on('end', () => process.exit());
tell({ is: 'ready' });
