import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ExpressionError } from '../../../compiler/tree/problem.ts';

/** Certificates in files of the PEM format. */
export interface DaskTls {
  /** The certificate of the authority that scheduler, workers and clients trust. */
  readonly ca: string;
  /** The certificate of this client, and its key, which may also stand in the same file. */
  readonly cert: string;
  readonly key?: string | undefined;
}

/** How many workers there may be, by the work there is. */
export interface Adapt {
  /** 0 unless told. */
  readonly minimum?: number | undefined;
  readonly maximum: number;
}

/** Options of a class of dask-jobqueue, by the names they have in Python: `{ queue: 'long', cores: 4, memory: '16GB' }`. */
export type JobOptions = Readonly<Record<string, unknown>>;

/** Where the workers of Dask are, and how they are reached. Without options they are started on this machine. */
export interface DaskOptions {
  /** The scheduler of a cluster that is there already: `tcp://HOST:8786` or `tls://HOST:8786`. */
  readonly address?: string | undefined;
  /** Workers are jobs of Slurm: the options of dask-jobqueue's `SLURMCluster`. */
  readonly slurm?: JobOptions | undefined;
  /** Workers are jobs of HTCondor: the options of dask-jobqueue's `HTCondorCluster`. */
  readonly htcondor?: JobOptions | undefined;
  /** How many workers are started: one a processor on this machine, and one job, unless told. */
  readonly workers?: number | undefined;
  /** Threads of a worker on this machine, each with a Node process beside it; 1 unless told. */
  readonly threads?: number | undefined;
  /** What a worker on this machine may take, such as `'2GB'`; its share of the memory there is, unless told. */
  readonly memory?: string | number | undefined;
  /** Workers come and go with the work, instead of a fixed number. */
  readonly adapt?: Adapt | undefined;
  /** The dashboard of a cluster on this machine: `true` for any free port, or an address such as `':8787'`. */
  readonly dashboard?: boolean | string | undefined;
  /**
   * Who may take part: files of certificates, or `true` for certificates that are made for this cluster alone. On this
   * machine they are made unless told otherwise (where Python has `cryptography`): a scheduler takes any Python code to run.
   */
  readonly tls?: boolean | DaskTls | undefined;
  /**
   * A folder that all workers and this process share, for partial results that are too large to go through Dask (columns).
   * On this machine there is one without being told; elsewhere they go through Dask, slowly, where there is none.
   */
  readonly scratch?: string | undefined;
  /** The Python that has Dask; else that of JAGGED_PYTHON, of `npm run setup:dask`, or `python3`. */
  readonly python?: string | undefined;
  /** Node on the workers, or the whole command that starts a process there; as here unless told. */
  readonly node?: string | readonly string[] | undefined;
  /** Seconds that it waits for the scheduler, and for the first worker where that is no job: 60 unless told. */
  readonly timeout?: number | undefined;
}

/** Where workers are. */
type Where = 'local' | 'address' | 'slurm' | 'htcondor';

/** The cluster as the bridge is told of it. */
export interface Opening {
  readonly where: Where;
  readonly address: string | null;
  readonly options: JobOptions;
  readonly workers: number | null;
  readonly tls: boolean | 'auto' | Readonly<Record<string, string>>;
  readonly scratch: string | null;
  readonly seconds: number;
}

const SECONDS = 60;

/** The cluster that options describe. Throws ExpressionError `bad-option` where they cannot be. */
export function openingOf(options: DaskOptions): Opening {
  const where = whereOf(options);
  checkNumbers(options);
  const { address = null, adapt, scratch, timeout = SECONDS } = options;
  const most = where === 'local' ? availableParallelism() : 1;
  const workers = adapt === undefined ? (options.workers ?? most) : null;
  const common = { where, address, tls: tlsOf(options, where), seconds: timeout };
  return {
    ...common,
    options: where === 'local' ? localOptions(options, workers ?? 0) : (options.slurm ?? options.htcondor ?? {}),
    workers: where === 'slurm' || where === 'htcondor' ? workers : null,
    scratch: scratch === undefined ? null : resolve(scratch),
  };
}

function whereOf(options: DaskOptions): Where {
  const given = (['address', 'slurm', 'htcondor'] as const).filter((name) => options[name] !== undefined);
  const [where = 'local', other] = given;
  if (other !== undefined)
    throw new ExpressionError('bad-option', `dask takes one of ${given.join(' and ')}, not both`);
  const only = (names: readonly (keyof DaskOptions)[], which: string): void => {
    const [name] = names.filter((one) => options[one] !== undefined);
    if (name !== undefined) throw new ExpressionError('bad-option', `dask takes ${name} ${which}, not with ${where}`);
  };
  if (where !== 'local') only(['threads', 'memory', 'dashboard'], 'for workers on this machine');
  if (where === 'address') {
    only(['workers', 'adapt'], 'where it starts the workers');
    if (!/^(tcp|tls):\/\/[^\s/@]+$/.test(options.address as string))
      throw new ExpressionError('bad-option', 'the address of a scheduler is tcp://HOST:PORT or tls://HOST:PORT', {
        hint: 'who may take part is told by certificates: tls: { ca, cert, key }',
      });
  }
  return where;
}

function checkNumbers({ workers, threads, timeout, adapt }: DaskOptions): void {
  checkCount('workers', workers, 0);
  checkCount('threads', threads, 1);
  if (adapt !== undefined) checkAdapt(adapt);
  if (timeout !== undefined && !(Number.isFinite(timeout) && timeout > 0))
    throw new ExpressionError('bad-option', `timeout is ${timeout}, expected seconds`);
}

/** Throws ExpressionError where numbers of workers make no sense. */
export function checkAdapt({ minimum, maximum }: Adapt): void {
  checkCount('minimum', minimum, 0);
  checkCount('maximum', maximum, Math.max(1, minimum ?? 0));
}

/** Throws ExpressionError where something is no whole number from `least` on. */
export function checkCount(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
    throw new ExpressionError('bad-option', `${name} is ${value}, expected a whole number from ${least}`);
}

function localOptions({ threads = 1, memory, dashboard = false }: DaskOptions, workers: number): JobOptions {
  return {
    n_workers: workers,
    threads_per_worker: threads,
    ...(memory === undefined ? {} : { memory_limit: memory }),
    // Dask has a port for HTTP in any case
    dashboard_address: typeof dashboard === 'string' ? dashboard : '127.0.0.1:0',
    scheduler_kwargs: { dashboard: dashboard !== false },
  };
}

function tlsOf({ tls, address }: DaskOptions, where: Where): Opening['tls'] {
  if (tls === undefined) return where === 'local' ? 'auto' : false;
  if (typeof tls !== 'object') {
    if (tls && where === 'address')
      throw new ExpressionError('bad-option', `tls of ${address} names files: { ca, cert, key }`);
    return tls;
  }
  const { ca, cert, key = cert } = tls;
  const files = (who: string): Record<string, string> => ({
    [`tls_${who}_cert`]: resolve(cert),
    [`tls_${who}_key`]: resolve(key),
  });
  return { tls_ca_file: resolve(ca), ...files('client'), ...files('scheduler'), ...files('worker') };
}
