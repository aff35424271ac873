import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REFUSED } from '../../src/capture/refuse.ts';
import { JaggedError } from '../../src/index.ts';
import { type Entry, ERROR_CODES } from './error-codes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const file = join(root, 'docs/errors.md');

const RAISED = /(?:new )?(\w+Error|\w+Problem)\(\s*'([a-z][a-z0-9-]*)',/g;
const NAMED = [/\bcode: '([a-z][a-z0-9-]*)'/g, /#wrong\(\s*'([a-z][a-z0-9-]*)'/g, /missing\('(\w+)'/g];

/** What kernels raise is given out as one of the classes for users. */
const GIVEN_OUT: Readonly<Record<string, readonly string[]>> = {
  ArrayProblem: ['TypeMismatchError', 'ExecutionError'],
  ValueProblem: ['ExecutionError'],
};

/** The codes in the source, and the classes of errors that have them. */
export function codesInSource(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (code: string, ...classes: readonly string[]): void => {
    found.set(code, new Set([...(found.get(code) ?? []), ...classes]));
  };
  for (const folder of ['kernels', 'compiler', 'src'])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const text = readFileSync(join(root, folder, name), 'utf8');
      for (const [, type = '', code = ''] of text.matchAll(RAISED)) note(code, ...(GIVEN_OUT[type] ?? [type]));
      if (name === join('capture', 'refuse.ts'))
        for (const [, code = ''] of text.matchAll(NAMED[0] as RegExp)) note(code, 'ExpressionError');
      for (const [, code = ''] of text.matchAll(NAMED[1] as RegExp)) note(code, 'SourceError');
    }
  for (const what of ['value', 'list']) note(`missing-${what}`, 'SourceError');
  return found;
}

/** The message that an entry brings. */
export async function messageOf(bring: () => unknown): Promise<JaggedError> {
  try {
    await bring();
  } catch (error) {
    if (error instanceof JaggedError) return error;
    throw error;
  }
  throw new Error(`nothing was refused by ${bring}`);
}

/** docs/errors.md, with what the library says now. */
export async function errorsText(): Promise<string> {
  const classes = codesInSource();
  const lines = [
    '# Errors',
    '',
    'Written by `npm run docs` from `test/tools/error-codes.ts`: the examples are what the library says. Each error is a',
    '`JaggedError` with a stable `code`, a `reason`, mostly a `hint`, and where a lambda is at fault its `place`. Classes:',
    '`ExpressionError` (an expression that cannot be), `TypeMismatchError` (types that do not go together), `SourceError`',
    '(data that cannot be read) and `ExecutionError` (a query that failed while it ran).',
    '',
  ];
  for (const [title, codes] of Object.entries(ERROR_CODES)) {
    lines.push(`## ${title}`, '');
    for (const [code, entry] of Object.entries(codes as Record<string, Entry>)) {
      const of = [...(classes.get(code) ?? [])].sort().map((name) => `\`${name}\``);
      lines.push(...(await sectionOf(code, of.join(', '), entry)));
    }
  }
  return [...lines, ...refusals()].join('\n');
}

async function sectionOf(code: string, classes: string, [when, todo, bring]: Entry): Promise<string[]> {
  const head = [`### \`${code}\``, '', `${when} ${todo} (${classes})`, ''];
  if (bring === undefined) return head;
  const { message } = await messageOf(bring);
  return [...head, '```', ...message.split('\n').map((line) => line.trimEnd()), '```', ''];
}

/** The syntax that lambdas cannot have, as the reader of lambdas says it. */
function refusals(): string[] {
  const rows = new Map(
    Object.values(REFUSED).map(({ code, reason, hint }) => [code, `| \`${code}\` | ${cell(reason)} | ${cell(hint)} |`]),
  );
  return [
    '## Syntax that lambdas cannot have',
    '',
    'Each is an `ExpressionError` with the line and a caret.',
    '',
    '| code | reason | instead |',
    '| --- | --- | --- |',
    ...rows.values(),
    '',
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** docs/errors.md as it is. */
export const errorsNow = (): string => readFileSync(file, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, await errorsText());
