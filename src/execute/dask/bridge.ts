import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { ExecutionError } from '../../../compiler/tree/problem.ts';
import { bridgeFailure } from './failures.ts';
import { type Message, MessageReader, toMessage } from './messages.ts';
import { bridgeProgram, noDask } from './python.ts';
import type { FromBridge, ToBridge } from './told.ts';

/** What is heard of a run. */
export interface Listener {
  done(key: string, report: Uint8Array): void;
  failed(key: string, error: Error): void;
  log(text: string, worker: string, task: number | undefined): void;
  /** The bridge has ended: nothing more is heard. */
  lost(error: Error): void;
}

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** An answer, and the bytes that came with it. */
interface Answer {
  readonly told: unknown;
  readonly body: Uint8Array;
}

/** The exit code of the bridge where a Python package is not there. */
const MISSING = 3;
const LAST_LINES = 12;

/**
 * The process between this one and Dask, a program of Python. While nobody waits for it, it does not keep this process
 * running; when this process ends, so does it.
 */
export class Bridge {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #python: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Map<string, Listener>();
  readonly #last: string[] = [];
  #asks = 0;
  #closing = false;
  #failure: Error | undefined;

  constructor(python: string) {
    this.#python = python;
    // in a group of its own: an interrupt from the keyboard is for this process, at whose end the bridge ends in order
    this.#process = spawn(python, [bridgeProgram()], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const reader = new MessageReader<FromBridge>();
    this.#process.stdout.on('data', (piece: Uint8Array) => {
      for (const message of reader.push(piece)) this.#take(message);
    });
    createInterface({ input: this.#process.stderr }).on('line', (line) => this.#heard(line));
    // who writes to a process that has ended is told so by its end
    this.#process.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.#process.once('error', (cause) => {
        this.#end(noDask(`Dask needs Python, and ${python} cannot be started: ${cause.message}`, python));
        resolve();
      });
      this.#process.once('close', (code, signal) => {
        this.#end(this.#stopped(code, signal));
        resolve();
      });
    });
    this.#keepRunning();
  }

  /** Why it has ended, once it has. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Asks for something and waits for the answer. */
  ask(op: string, head: object = {}, body?: Uint8Array): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const ask = ++this.#asks;
    return new Promise((resolve, reject) => {
      this.#asked.set(ask, { resolve, reject });
      this.#keepRunning();
      this.#write({ ...head, op, ask }, body === undefined ? [] : [body]);
    });
  }

  /** Asks for something that is not answered, or whose answer the listener of its run gets. */
  tell(head: ToBridge, bodies: readonly Uint8Array[] = []): void {
    if (this.#failure === undefined) this.#write(head, bodies);
  }

  listen(run: string, listener: Listener): void {
    this.#listeners.set(run, listener);
    this.#keepRunning();
  }

  unlisten(run: string): void {
    this.#listeners.delete(run);
    this.#keepRunning();
  }

  /** Has it close what it has started, and end. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.ask('close').catch(() => undefined);
    this.#process.stdin.end();
    await this.ended;
  }

  #write(head: object, bodies: readonly Uint8Array[]): void {
    for (const piece of toMessage(head, bodies)) this.#process.stdin.write(piece);
  }

  #take({ head, body }: Message<FromBridge>): void {
    switch (head.is) {
      case 'ready':
        break;
      case 'answer':
        this.#answered(head.ask)?.resolve({ told: head.told, body });
        break;
      case 'refused':
        this.#answered(head.ask)?.reject(bridgeFailure(head, body, this.#python));
        break;
      case 'done':
        this.#listeners.get(head.run)?.done(head.key, body);
        break;
      case 'failed':
        this.#listeners.get(head.run)?.failed(head.key, bridgeFailure(head, body, this.#python));
        break;
      case 'log':
        this.#listeners.get(head.run)?.log(head.text, head.who, head.task ?? undefined);
        break;
      default:
        head satisfies never;
    }
  }

  #answered(number: number): Asked | undefined {
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    this.#keepRunning();
    return asked;
  }

  /** What Dask says beside answers is for the logs of all runs. */
  #heard(line: string): void {
    this.#last.push(line);
    if (this.#last.length > LAST_LINES) this.#last.shift();
    for (const listener of this.#listeners.values()) listener.log(line, 'dask', undefined);
  }

  #stopped(code: number | null, signal: string | null): Error {
    if (code === MISSING)
      return noDask(`Dask is not there for ${this.#python}: ${this.#last.at(-1) ?? ''}`, this.#python);
    const how = this.#closing ? 'was closed' : `ended with ${signal ?? `exit code ${code}`}`;
    const lines = this.#closing ? '' : this.#last.map((line) => `\n  ${line}`).join('');
    return new ExecutionError('dask-stopped', `the process between jagged and Dask ${how}${lines}`, {
      hint: 'the next run starts another',
    });
  }

  #end(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
    for (const listener of this.#listeners.values()) listener.lost(error);
  }

  /** While somebody waits for it, it keeps this process running; otherwise not. */
  #keepRunning(): void {
    const needed = this.#closing || this.#asked.size + this.#listeners.size > 0;
    const { stdin, stdout, stderr } = this.#process;
    for (const part of [this.#process, stdin as Socket, stdout as Socket, stderr as Socket])
      if (needed) part.ref();
      else part.unref();
  }
}
