import { execFileSync } from 'node:child_process';

/** A process of the machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes below one, whatever has become of those between. */
export function processesBelow(pid: number): Process[] {
  const all = running();
  const below = new Set([pid]);
  for (let before = 0; before < below.size; ) {
    before = below.size;
    for (const { pid: one, parent } of all) if (below.has(parent)) below.add(one);
  }
  return all.filter((one) => one.pid !== pid && below.has(one.pid));
}

/** Those of some processes that still run after a while. */
export async function remaining(processes: readonly Process[], seconds = 20): Promise<Process[]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const now = new Map(running().map((one) => [one.pid, one.command]));
    const left = processes.filter(({ pid, command }) => now.get(pid) === command);
    if (left.length === 0 || Date.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function running(): Process[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
