import { type Crew, type Executor, isRemote, type RemoteCrew } from '../execute/crew/crew.ts';
import { inProcess } from '../execute/crew/in-process.ts';
import { mayPass } from '../execute/crew/may-pass.ts';
import type { Done, FileTask } from '../execute/crew/work.ts';
import { whereOf } from '../execute/partition.ts';
import { checkFile, digestOfJob, type Job, type JobFile, tasksOf } from './job.ts';
import { errorEntry } from './ledger.ts';
import { PartFile } from './part-file.ts';

/** How tasks of a job are done. */
export interface PartOptions {
  readonly executor?: Executor | undefined;
  /** How often something is tried again that may pass. */
  readonly retries?: number | undefined;
  /** Called with what is worth a line of the log of the batch system. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What became of the tasks of a part. */
export interface PartSummary {
  readonly done: number;
  /** Done by an earlier attempt, which was cut short. */
  readonly kept: number;
  readonly failed: number;
}

/** Does some tasks of a job, and keeps what they give in a file. What fails is kept too; the others are done all the same. */
export async function runPart(
  job: Job,
  chosen: readonly number[],
  out: string,
  { executor = inProcess(), retries = 2, onLine = () => undefined }: PartOptions = {},
): Promise<PartSummary> {
  for (const friend of job.joined) await checkFile(friend);
  const part = await PartFile.open(out, digestOfJob(job));
  const files = new Map(job.files.map((file) => [`${file.work} ${file.file}`, file]));
  const tasks = tasksOf(job);
  const left = chosen.filter((task) => part.found.lines.get(task)?.done === undefined);
  const kept = chosen.length - left.length;
  const count = { done: 0, failed: 0 };
  const stop = new AbortController();
  const log = (text: string, worker: string): void => onLine(`${worker}: ${text}`);
  const crew = await executor.begin({ works: job.works, signal: stop.signal, log });
  const next = left.values();
  const lane = async (): Promise<void> => {
    for (const number of next) {
      const task = tasks[number] as FileTask;
      const file = files.get(`${task.work} ${task.partition.file}`) as JobFile;
      const where = whereOf(task.partition);
      const begun = Date.now();
      const told = (attempts: number) => ({
        task: number,
        attempts,
        seconds: (Date.now() - begun) / 1000,
        ended: Date.now(),
      });
      for (let attempt = 1; ; attempt++)
        try {
          await checkFile(file);
          const done = await doOne(crew, task);
          await part.write(told(attempt), done);
          count.done++;
          break;
        } catch (error) {
          const entry = errorEntry(error);
          const again = attempt <= retries && mayPass(error);
          onLine(`${again ? `again, after attempt ${attempt}` : 'failed'}: task ${number}, ${where}: ${entry.message}`);
          if (again) continue;
          await part.write({ ...told(attempt), error: entry });
          count.failed++;
          break;
        }
    }
  };
  try {
    await Promise.all(Array.from({ length: crew.width }, lane));
  } finally {
    stop.abort();
    await crew.end();
    await part.close();
  }
  return { ...count, kept };
}

async function doOne(crew: Crew | RemoteCrew, task: FileTask): Promise<Done> {
  if (!isRemote(crew)) return crew.do(task);
  const { parts, report } = await crew.do(task);
  return { parts: await crew.fetch(parts), report };
}
