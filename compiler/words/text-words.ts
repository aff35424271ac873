import { call, type OpName } from '../ops/table.ts';
import { type Expr, literal, type Options } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';
import type { Argument } from '../vocabulary.ts';
import { constantArg, valueArg } from './list-words.ts';

/** One method of texts: what `text.name(...)` means in JavaScript, where places and lengths count UTF-16 units. */
export type TextWord = (text: Expr, args: readonly Argument[], word: string) => Expr;

/** A method that takes values, from `least` to as many as `most`. */
const taking =
  (op: OpName, least: number, most = least, options?: Options): TextWord =>
  (text, args, word) => {
    if (args.length < least || args.length > most) throw wrongCount(word, least, most, args.length);
    return call(op, [text, ...args.map((_, i) => valueArg(args, i, word))], options);
  };

function wrongCount(word: string, least: number, most: number, found: number): ExpressionError {
  const takes = least === most ? `${least}` : `${least} to ${most}`;
  return new ExpressionError(
    'wrong-argument',
    `${word} takes ${takes} argument${most === 1 ? '' : 's'}, found ${found}`,
  );
}

const padding =
  (side: 'start' | 'end'): TextWord =>
  (text, args, word) => {
    if (args.length < 1 || args.length > 2) throw wrongCount(word, 1, 2, args.length);
    const fill = args.length > 1 ? valueArg(args, 1, word) : literal(' ');
    return call('padUnits', [text, valueArg(args, 0, word), fill], { side });
  };

/** The pieces between separators; an empty separator would take characters apart into halves. */
const split: TextWord = (text, args, word) => {
  const pattern = constantArg(args, 0, word);
  if (args.length !== 1 || typeof pattern !== 'string' || pattern === '')
    throw new ExpressionError('wrong-argument', `${word} needs a constant text that separates`, {
      hint: "name.split('_'); of columns, ak.str.split_pattern can do more",
    });
  return call('splitText', [text], { by: 'text', pattern, flags: '', max: null, reverse: false });
};

/** The UTF-16 unit at a place, from the end where it is negative; missing where there is none. */
const at: TextWord = (text, args, word) => {
  const place = valueArg(args, 0, word);
  const fromEnd = (): Expr => call('add', [call('lengthUnits', [text]), place]);
  const known = place.node === 'literal' ? Number(place.value) < 0 : undefined;
  const index =
    known === undefined
      ? call('if', [call('lt', [place, literal(0)]), fromEnd(), call('toNumber', [place], { to: 'int' })])
      : known
        ? fromEnd()
        : place;
  const unit = call('charAt', [text, index]);
  return call('mask', [unit, call('ne', [unit, literal('')])]);
};

const concat: TextWord = (text, args, word) =>
  call('joinTexts', [text, ...args.map((_, i) => valueArg(args, i, word)), literal('')]);

/** The methods of texts. */
export const textWords: ReadonlyMap<string, TextWord> = new Map<string, TextWord>([
  ['toUpperCase', taking('toUpperCase', 0)],
  ['toLowerCase', taking('toLowerCase', 0)],
  ['trim', taking('trimUnits', 0, 0, { side: 'both' })],
  ['trimStart', taking('trimUnits', 0, 0, { side: 'start' })],
  ['trimEnd', taking('trimUnits', 0, 0, { side: 'end' })],
  ['startsWith', taking('startsWith', 1)],
  ['endsWith', taking('endsWith', 1)],
  ['includes', taking('includesText', 1)],
  ['indexOf', taking('indexUnits', 1)],
  ['slice', taking('sliceUnits', 1, 2)],
  ['at', at],
  ['charAt', taking('charAt', 1)],
  ['concat', concat],
  ['split', split],
  ['repeat', taking('repeatText', 1)],
  ['padStart', padding('start')],
  ['padEnd', padding('end')],
  ['replaceAll', taking('replaceAll', 2)],
]);
