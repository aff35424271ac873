import type { Peer } from './peers.ts';
import { type Answer, PeerProcess } from './process.ts';

/** The measured rounds of one peer and query. */
export interface Measured {
  readonly peer: string;
  readonly query: string;
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
  /** The first answer of its process to this query. */
  readonly cold: number;
  readonly peak: number | undefined;
}

/** Entries that may lie in another bin, in all or per million: peers compute in 32 or 64 bits. */
const TOLERANCE = 10;

/** Rounds before those that count, for peers that compile what is hot, read files into memory or start threads. */
const WARM_UP = 3;

export const least = (values: readonly number[]): number => Math.min(...values);
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/**
 * Asks all peers each query by turns. Before anything is measured, all answer all queries, and the answers are compared bin
 * by bin with those of the first peer; one that differs, or fails, is told and left out of that query.
 */
export async function measure(peers: readonly Peer[], queries: readonly string[], rounds: number): Promise<Measured[]> {
  const found: Measured[] = [];
  const running = new Map<Peer, PeerProcess>();
  try {
    for (const peer of peers) running.set(peer, await start(peer));
    const verified = new Map<string, FirstAnswers>();
    for (const query of queries) verified.set(query, await verify(peers, running, query));
    for (const [query, first] of verified) found.push(...(await measureQuery(first, running, query, rounds)));
  } finally {
    for (const process of running.values()) process.end();
  }
  return found;
}

/** The first answers of peers to a query, which are right. */
type FirstAnswers = ReadonlyMap<Peer, Answer>;

async function start({ command }: Peer): Promise<PeerProcess> {
  const process = new PeerProcess(command);
  await process.ready();
  return process;
}

async function verify(
  peers: readonly Peer[],
  running: ReadonlyMap<Peer, PeerProcess>,
  query: string,
): Promise<FirstAnswers> {
  const asked = peers.filter((peer) => peer.queries.includes(query));
  const first = new Map<Peer, Answer>();
  for (const peer of asked) {
    try {
      const answer = await (running.get(peer) as PeerProcess).ask(query);
      const right = first.values().next().value ?? answer;
      const { off, all } = difference(right.counts, answer.counts);
      if (!(off <= TOLERANCE * Math.max(1, all / 1e6))) throw new Error(`${off} of ${all} entries are in other bins`);
      first.set(peer, answer);
    } catch (error) {
      console.log(`${query}: ${peer.name} is left out: ${(error as Error).message}`);
      if (peer === asked[0]) return new Map();
    }
  }
  return first;
}

async function measureQuery(
  first: FirstAnswers,
  running: ReadonlyMap<Peer, PeerProcess>,
  query: string,
  rounds: number,
): Promise<Measured[]> {
  const all = new Map([...first.keys()].map((peer) => [peer, { wall: [] as number[], cpu: [] as number[] }]));
  for (const peer of all.keys()) (running.get(peer) as PeerProcess).forgetPeak();
  for (let round = -WARM_UP; round < rounds; round++) {
    // every other round from the last peer on: who comes after heavy work finds the processor busy with its end
    for (const [peer, times] of round % 2 === 0 ? all : [...all].toReversed()) {
      const { ms, cpu } = await (running.get(peer) as PeerProcess).ask(query);
      if (round < 0) continue;
      times.wall.push(ms);
      times.cpu.push(cpu);
    }
  }
  const line = [...all].map(
    ([{ name }, { wall, cpu }]) => `${name} ${least(wall).toFixed(0)} cpu ${least(cpu).toFixed(0)}`,
  );
  console.log(`${query.padEnd(10)} ${line.join('   ')}`);
  return [...all].map(([peer, times]) => ({
    peer: peer.name,
    query,
    ...times,
    cold: (first.get(peer) as Answer).ms,
    peak: (running.get(peer) as PeerProcess).peak(),
  }));
}

/** How much there is, and how much of it lies in other bins. */
export function difference(right: readonly number[], given: readonly number[]): { off: number; all: number } {
  const all = right.reduce((sum, count) => sum + Math.abs(count), 0);
  if (right.length !== given.length) return { off: Infinity, all };
  return { off: right.reduce((sum, count, i) => sum + Math.abs(count - (given[i] as number)), 0) / 2, all };
}

const STARTS = 5;

/** Milliseconds from the start of a new process to its first answer: the median of some. */
export async function fromStart(peer: Peer, query: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) times.push(await oneStart(peer, query));
  return median(times);
}

async function oneStart({ command }: Peer, query: string): Promise<number> {
  const start = performance.now();
  const process = new PeerProcess(command);
  try {
    await process.ready();
    await process.ask(query);
    return performance.now() - start;
  } finally {
    process.end();
  }
}
