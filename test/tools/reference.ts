import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { arrayOps } from '../../compiler/ops/arrays.ts';
import { numberOps } from '../../compiler/ops/numbers.ts';
import { textListOps, textOps } from '../../compiler/ops/text.ts';
import { listOps, tableOps } from '../../compiler/ops/lists.ts';
import { choicesTable } from './choices.ts';
import type { Op } from '../../compiler/ops/op.ts';
import { scalarOps } from '../../compiler/ops/scalar.ts';

const file = new URL('../../docs/reference.md', import.meta.url);

/** docs/reference.md as the operator table has it. */
export function referenceText(): string {
  const rows = (ops: Readonly<Record<string, Op>>): string[] =>
    Object.entries(ops).map(
      ([name, op]) => `| \`${name}\` | ${op.doc.replaceAll('|', '\\|')} | ${op.sql === undefined ? '' : 'yes'} |`,
    );
  const section = (title: string, text: string, ops: Readonly<Record<string, Op>>): string[] => [
    `## ${title}`,
    '',
    text,
    '',
    '| operation | what it gives | in SQL |',
    '| --- | --- | --- |',
    ...rows(ops),
    '',
  ];
  return [
    '# Operations',
    '',
    'Written by `npm run docs` from the operator table (`compiler/ops`). These are the operations that plans are made of;',
    'methods, operators and functions of the language become them. "In SQL": storage can compute it for some types, to the bit.',
    '',
    ...section(
      'Of single values',
      'Of present values they give a value, of missing ones a missing value, unless said otherwise.',
      scalarOps,
    ),
    ...section(
      'Of numbers, as NumPy has them',
      'Where JavaScript has others or none; `ak.mod`, `ak.floor_divide`, … are made of them.',
      numberOps,
    ),
    ...section(
      'Of texts',
      'Places and lengths count characters (code points), as Arrow does; those that JavaScript’s own methods become count UTF-16 units.',
      textOps,
    ),
    ...section('Between texts and lists of texts', 'Each is a loop, fused with the loops around it.', textListOps),
    ...section('Of lists and records', 'Each is a loop, fused with the loops around it.', listOps),
    ...section(
      'Of whole arrays',
      'The functions of `ak` of the same names; they run on whole columns, before the loop, or on all rows together.',
      arrayOps,
    ),
    ...section('Of datasets', 'They choose rows, make rows, or make one result of all rows.', tableOps),
  ].join('\n');
}

/** What docs/reference.md holds now. */
export const referenceNow = (): string => readFileSync(file, 'utf8');

const semantics = new URL('../../docs/semantics.md', import.meta.url);

/** docs/semantics.md with the table of choices as it is now. */
export function semanticsText(now = semanticsNow()): string {
  return now.replace(
    /(<!-- choices -->\n)[\s\S]*(<!-- \/choices -->)/,
    (_, begin: string, end: string) => `${begin}${choicesTable()}\n${end}`,
  );
}

/** What docs/semantics.md holds now. */
export const semanticsNow = (): string => readFileSync(semantics, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, referenceText());
  writeFileSync(semantics, semanticsText());
}
