import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Footer, loadFooter } from './footer.ts';

interface Entry {
  readonly status: Stats;
  readonly footer: Footer;
}

/** The files that were opened last, the latest at the end. */
const kept = new Map<string, Entry>();
const MOST_KEPT = 64;
const MOST_BYTES = 2 ** 24;
let keptBytes = 0;

/**
 * The times of a file tell a change only once its clock has gone on, in the coarsest file systems after two seconds: a
 * file that was written just before is read again.
 */
const SETTLED = 2000;

/** The footer of a file; that of one that was opened before and has not changed since is not read again. */
export function openFooter(file: string): Footer {
  const path = resolve(file);
  const status = statusOf(path);
  const known = kept.get(path);
  if (known !== undefined) forget(path, known);
  if (known !== undefined && status !== undefined && known.footer.file === file && isSame(known.status, status)) {
    keep(path, known);
    return known.footer;
  }
  const footer = loadFooter(file);
  const isSettled = status !== undefined && Math.max(status.mtimeMs, status.ctimeMs) + SETTLED < Date.now();
  if (isSettled && footer.size === status.size && footer.modified === status.mtimeMs) keep(path, { status, footer });
  return footer;
}

/** Forgets all footers, so that the next opening reads them. */
export function forgetFooters(): void {
  kept.clear();
  keptBytes = 0;
}

function keep(path: string, entry: Entry): void {
  kept.set(path, entry);
  keptBytes += entry.footer.bytes.length;
  for (const [oldest, other] of kept) {
    if (kept.size <= MOST_KEPT && keptBytes <= MOST_BYTES) return;
    forget(oldest, other);
  }
}

function forget(path: string, { footer }: Entry): void {
  kept.delete(path);
  keptBytes -= footer.bytes.length;
}

/** Undefined where there is none: whoever reads the file says what is wrong. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const isSame = (a: Stats, b: Stats): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino && a.dev === b.dev;
