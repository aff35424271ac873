/**
 * What runs in a worker thread: it opens sources, is told plans, and does the work of one partition after the other; or it
 * is told works, and does pieces of them.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { needsOfOutputs } from '../../../compiler/compile.ts';
import { type Plan, planFromJson } from '../../../compiler/plan/plan.ts';
import type { RecordLayout } from '../../../kernels/layout.ts';
import { useOneThread } from '../../sources/parquet/duckdb-instance.ts';
import { openShared } from '../../sources/shared.ts';
import type { Partition, ReadRequest, Source } from '../../sources/source.ts';
import type { FileTask } from '../crew/work.ts';
import { Workbench } from '../crew/workbench.ts';
import { localOutputs } from '../executor.ts';
import { buffersIn } from '../buffers.ts';
import type { Step } from '../options.ts';
import { inLoop } from '../partition.ts';
import { type Task, taskOf } from '../task.ts';
import { errorToJson } from './errors.ts';
import { type FromWorker, MOST_SOURCES, type ToWorker } from './messages.ts';
import { parcel } from './transfer.ts';

const port = parentPort as MessagePort;

interface Run {
  readonly prepared: Promise<Prepared>;
  readonly stop: AbortController;
}

interface Prepared {
  readonly source: Source;
  readonly plan: Plan;
  readonly task: Task;
}

/** A run over files. */
interface Crew {
  readonly bench: Workbench;
  readonly stop: AbortController;
}

const sources = new Map<number, Promise<Source>>();
const runs = new Map<number, Run>();
const crews = new Map<number, Crew>();

const tell = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

port.on('message', (message: ToWorker) => {
  switch (message.tell) {
    case 'open':
      open(message);
      break;
    case 'begin':
      runs.set(message.run, { prepared: prepare(message), stop: new AbortController() });
      break;
    case 'work':
      void work(runs.get(message.run) as Run, message.partition);
      break;
    case 'crew':
      crews.set(message.run, { bench: new Workbench(message.works, message.name), stop: new AbortController() });
      break;
    case 'task':
      void piece(crews.get(message.run) as Crew, message.task);
      break;
    case 'end':
      end(message.run);
      break;
    default:
      message satisfies never;
  }
});

function open({ source, shared }: ToWorker & { tell: 'open' }): void {
  const [first] = sources.keys();
  if (sources.size === MOST_SOURCES) sources.delete(first as number);
  sources.set(source, kept(openShared(shared)));
}

function prepare({ source, plan: json, engine }: ToWorker & { tell: 'begin' }): Promise<Prepared> {
  const opened = sources.get(source) as Promise<Source>;
  return kept(
    opened.then((found) => {
      const plan = planFromJson(json, found.info, needsOfOutputs);
      return { source: found, plan, task: taskOf(localOutputs(plan), engine) as Task };
    }),
  );
}

function end(run: number): void {
  runs.get(run)?.stop.abort();
  runs.delete(run);
  crews.get(run)?.stop.abort();
  crews.delete(run);
}

/** A promise whose failure is told to those who use it, and to nobody before. */
function kept<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function work({ prepared, stop: { signal } }: Run, partition: Partition): Promise<void> {
  const steps: Step[] = [];
  try {
    const { source, plan, task } = await prepared;
    const reading = new Reading(source);
    const parts = await inLoop(task, reading, partition, plan, {
      signal,
      engine: task.engine,
      onStep: (step) => steps.push(step),
    });
    const { value, transfer } = parcel(parts, reading.delivered);
    tell({ is: 'done', parts: value, steps }, transfer);
  } catch (error) {
    tell({ is: 'failed', error: errorToJson(error), steps });
  }
}

async function piece({ bench, stop: { signal } }: Crew, task: FileTask): Promise<void> {
  try {
    const done = await bench.do(task, signal);
    const { value, transfer } = parcel(done, buffersIn(done));
    tell({ is: 'did', done: value }, transfer);
  } catch (error) {
    tell({ is: 'failed', error: errorToJson(error), steps: [] });
  }
}

/** Reads, and remembers the buffers that the source delivered. */
class Reading {
  delivered: ReadonlySet<ArrayBufferLike> = new Set();
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  get info(): Source['info'] {
    return this.#source.info;
  }

  async read(partition: Partition, request: ReadRequest, signal?: AbortSignal): ReturnType<Source['read']> {
    const rows = await this.#source.read(partition, request, signal);
    this.delivered = new Set([...this.delivered, ...buffersIn(rows)]);
    return rows;
  }

  giveBack(rows: RecordLayout, kept: ReadonlySet<ArrayBufferLike>): void {
    this.#source.giveBack?.(rows, kept);
  }
}

useOneThread();
tell({ is: 'ready' });
