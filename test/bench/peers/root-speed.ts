/**
 * jagged as a reader of the files of root_speed.py: `node root-speed.mjs FOLDER`, then a line in, a line of JSON out. `read NAME`
 * tells the milliseconds of reading the muons of a file, opening included; `check NAME` digests of what was read.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type List, open } from '../../../src/index.ts';

interface Events {
  readonly Muon: List<{ pt: number; eta: number; phi: number; mass: number }>;
}

interface Muons {
  readonly offsets: Int32Array;
  readonly content: { readonly fields: Readonly<Record<'pt' | 'eta' | 'phi' | 'mass', Float32Array>> };
}

async function read(name: string): Promise<Muons> {
  const events = await open<Events>(`${join(process.argv[2] as string, name)}.root:Events`);
  try {
    return (await events.Muon.toTypedArrays()) as unknown as Muons;
  } finally {
    await events.close();
  }
}

async function timed(name: string): Promise<object> {
  const before = process.cpuUsage();
  const start = performance.now();
  await read(name);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000 };
}

const digest = (bytes: Float32Array | Int32Array): string => createHash('sha256').update(bytes).digest('hex');

async function check(name: string): Promise<object> {
  const { offsets, content } = await read(name);
  const { pt, eta, phi, mass } = content.fields;
  return { digests: [pt, eta, phi, mass, offsets].map(digest) };
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const [question, name = ''] = line.split(' ');
  const found = await (question === 'check' ? check : timed)(name).catch((error: Error) => ({ error: error.message }));
  console.log(JSON.stringify(found));
}
