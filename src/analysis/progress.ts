import type { Ledger } from './ledger.ts';
import type { RunEvent } from './runner.ts';

/** How far a run is. */
export interface Progress {
  readonly events: number;
  /** Events of the files opened so far: all of them once `filesOpened` is `files`. */
  readonly eventsKnown: number;
  readonly files: number | undefined;
  readonly filesOpened: number;
  readonly partitions: number;
  readonly partitionsKnown: number;
  readonly failed: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** Seconds until the end, by the rate so far; undefined where it cannot be told. */
  readonly secondsLeft: number | undefined;
}

/** Counts what happens in a run. */
export class Counter {
  readonly #files: number | undefined;
  readonly #start = performance.now();
  #events = 0;
  #eventsKnown = 0;
  #filesOpened = 0;
  #partitions = 0;
  #partitionsKnown = 0;
  #failed = 0;
  #bytes = 0;
  #resumed = 0;

  /** `files`: how many there are, where that is known. */
  constructor(files: number | undefined) {
    this.#files = files;
  }

  count(event: RunEvent): void {
    if (event.is === 'file') {
      this.#filesOpened++;
      this.#eventsKnown += event.events;
      this.#partitionsKnown += event.partitions;
    } else if (event.is === 'bad-file') {
      this.#filesOpened++;
      this.#failed++;
    } else if (event.is === 'partition') {
      const { start, stop, status, bytes } = event.entry;
      this.#partitions++;
      this.#events += stop - start;
      if (status === 'resumed') this.#resumed += stop - start;
      if (status === 'failed') this.#failed++;
      this.#bytes += bytes ?? 0;
    }
  }

  get progress(): Progress {
    const seconds = (performance.now() - this.#start) / 1000;
    const rate = (this.#events - this.#resumed) / Math.max(seconds, 1e-3);
    const whole = this.#files === undefined || this.#filesOpened === 0 ? undefined : this.#files / this.#filesOpened;
    const left = whole === undefined ? undefined : this.#eventsKnown * whole - this.#events;
    return {
      events: this.#events,
      eventsKnown: this.#eventsKnown,
      files: this.#files,
      filesOpened: this.#filesOpened,
      partitions: this.#partitions,
      partitionsKnown: this.#partitionsKnown,
      failed: this.#failed,
      bytes: this.#bytes,
      seconds,
      eventsPerSecond: rate,
      secondsLeft: left === undefined || rate === 0 ? undefined : Math.max(0, left / rate),
    };
  }
}

/** A place that text is written to: a terminal, or a file. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Shows how far a run is. */
export interface Display {
  show(progress: Progress): void;
  line(text: string): void;
  end(ledger: Ledger | undefined): void;
}

/** Seconds between lines where there is no terminal. */
const PAUSE = 5;

/** A bar in a terminal, plain lines elsewhere. */
export async function displayOn(screen: Screen): Promise<Display> {
  return screen.isTTY === true ? bar(screen) : lines(screen);
}

async function bar(screen: Screen): Promise<Display> {
  const { default: progressBars } = await import('cli-progress');
  const one = new progressBars.SingleBar(
    {
      format: '{bar} {percentage}% {text}',
      stream: screen as NodeJS.WritableStream,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
    },
    progressBars.Presets.shades_classic,
  );
  one.start(1, 0, { text: 'opening files' });
  return {
    show: (progress) => {
      one.setTotal(Math.max(1, expected(progress)));
      one.update(Math.min(progress.events, expected(progress)), { text: textOf(progress) });
    },
    line: (text) => screen.write(`\r\u001b[K${text}\n`),
    end: (ledger) => {
      if (ledger !== undefined) one.update({ text: closing(ledger) });
      one.stop();
    },
  };
}

/** Events in all: those of files that are not opened yet are taken for as many as others have. */
const expected = ({ eventsKnown, files, filesOpened }: Progress): number =>
  files === undefined || filesOpened === 0 ? eventsKnown : Math.round((eventsKnown * files) / filesOpened);

function lines(screen: Screen): Display {
  let last = 0;
  return {
    show: (progress) => {
      if (progress.seconds - last < PAUSE) return;
      last = progress.seconds;
      screen.write(`${textOf(progress)}\n`);
    },
    line: (text) => screen.write(`${text}\n`),
    end: (ledger) => {
      if (ledger !== undefined) screen.write(`${closing(ledger)}\n`);
    },
  };
}

function textOf({ events, files, filesOpened, eventsPerSecond, secondsLeft, failed }: Progress): string {
  const parts = [
    `${short(events)} events`,
    `${filesOpened}${files === undefined ? '' : `/${files}`} files`,
    `${short(eventsPerSecond)}/s`,
    ...(secondsLeft === undefined ? [] : [`${time(secondsLeft)} left`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ];
  return parts.join(' · ');
}

/** The end of a run in a line. */
export function closing({ complete, events, files, seconds, eventsPerSecond }: Ledger): string {
  const failed = files.filter(({ status }) => status !== 'done').length;
  const missing = complete ? '' : `, NOT COMPLETE: ${failed} of ${files.length} files failed or were cut short`;
  return `${short(events.seen)} events of ${files.length} files in ${time(seconds)}, ${short(eventsPerSecond)}/s${missing}`;
}

/** A number in few digits: 53.4M. */
export function short(value: number): string {
  const steps: [number, string][] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const [size, unit] = steps.find(([least]) => value >= least) ?? [1, ''];
  const scaled = value / size;
  return `${unit === '' ? Math.round(scaled) : scaled.toFixed(scaled < 100 ? 1 : 0)}${unit}`;
}

/** Seconds as a person says them. */
export function time(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.round(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}
