import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'slurmstepd', 'sbatch', 'squeue', 'scancel'] as const;

/** Where a program is that the shell would find, or the one of the system's own folder. */
function find(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, program)).find(existsSync);
}

/** Whether Slurm can be started here (on Debian: apt-get install slurm-wlm munge); where not, a line says so. */
export function hasSlurm(): boolean {
  const missing = PROGRAMS.filter((program) => find(program) === undefined);
  if (missing.length > 0) console.log(`skipped: there is no Slurm here (${missing.join(', ')})`);
  return missing.length === 0;
}

/** A Slurm of one node, this machine, which `SLURM_CONF` leads to. */
export class Slurm {
  readonly #started: ChildProcess[] = [];

  /** Starts it in an empty folder. */
  static async start(folder: string): Promise<Slurm> {
    const slurm = new Slurm();
    const socket = join(folder, 'munge.sock');
    const key = join(folder, 'munge.key');
    writeFileSync(key, randomBytes(1024), { mode: 0o600 });
    const none = ['--pid-file=', '--log-file=', '--seed-file='].map((flag) => flag + join(folder, flag.slice(2, -1)));
    await slurm.#run('munged', ['-F', '--force', `--key-file=${key}`, `--socket=${socket}`, ...none], () =>
      existsSync(socket),
    );
    const file = join(folder, 'slurm.conf');
    writeFileSync(file, await configuration(folder, socket));
    process.env['SLURM_CONF'] = file;
    await slurm.#run('slurmctld', ['-D', '-c'], () => /UNKNOWN|idle|down/i.test(said('sinfo', ['-h', '-o', '%T'])));
    await slurm.#run('slurmd', ['-D', '-N', 'localhost', '-d', find('slurmstepd') as string], () =>
      /idle/.test(said('sinfo', ['-h', '-o', '%T'])),
    );
    return slurm;
  }

  /** The jobs that are there, a line each. */
  jobs(): string[] {
    return said('squeue', ['-h', '-o', '%i %j %T']).split('\n').filter(Boolean);
  }

  /** Ends it, and all its jobs before. */
  async stop(): Promise<void> {
    said('scancel', ['--user', userInfo().username]);
    for (let tries = 0; this.jobs().length > 0 && tries < 100; tries++) await pause();
    for (const child of this.#started.toReversed()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    }
    delete process.env['SLURM_CONF'];
  }

  /** Starts a part of it, and waits until it is up. */
  async #run(program: string, args: readonly string[], isUp: () => boolean): Promise<void> {
    const child = spawn(find(program) as string, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#started.push(child);
    const lines: string[] = [];
    child.stderr?.on('data', (text: Buffer) => void lines.push(text.toString()));
    for (let tries = 0; !isUp(); tries++) {
      if (child.exitCode !== null || tries > 300) throw new Error(`${program} does not come up:\n${lines.join('')}`);
      await pause();
    }
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

function said(program: string, args: readonly string[]): string {
  try {
    return execFileSync(find(program) ?? program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

async function configuration(folder: string, socket: string): Promise<string> {
  const { username } = userInfo();
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  const [controller, node] = [await freePort(), await freePort()];
  const settings = {
    ClusterName: 'test',
    SlurmctldHost: 'localhost(127.0.0.1)',
    SlurmUser: username,
    SlurmdUser: username,
    AuthType: 'auth/munge',
    AuthInfo: `socket=${socket}`,
    SlurmctldPort: controller,
    SlurmdPort: node,
    StateSaveLocation: join(folder, 'state'),
    SlurmdSpoolDir: join(folder, 'spool'),
    SlurmctldPidFile: join(folder, 'slurmctld.pid'),
    SlurmdPidFile: join(folder, 'slurmd.pid'),
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core',
    ReturnToService: 2,
    MpiDefault: 'none',
    AccountingStorageType: 'accounting_storage/none',
    JobAcctGatherType: 'jobacct_gather/none',
    ...pluginsBeside(find('slurmctld') as string),
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    `NodeName=localhost NodeAddr=127.0.0.1 NodeHostname=${hostname().split('.')[0]} CPUs=2 RealMemory=4000 State=UNKNOWN`,
    'PartitionName=p Nodes=localhost Default=YES State=UP',
    '',
  ].join('\n');
}

/** The plugins that lie beside the programs, which Slurm itself seeks where it was meant to be installed. */
function pluginsBeside(program: string): { readonly PluginDir?: string } {
  const libraries = join(dirname(realpathSync(program)), '../lib');
  const [found] = existsSync(libraries)
    ? readdirSync(libraries)
        .map((name) => join(libraries, name, 'slurm-wlm'))
        .filter((path) => existsSync(path))
    : [];
  return found === undefined ? {} : { PluginDir: found };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
