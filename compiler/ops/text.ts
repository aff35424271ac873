import type { FunctionName } from '../../kernels/functions.ts';
import type { Expr, Options } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';
import { bool, int, isInteger, isOption, list, optionIf, present, string, type Type } from '../tree/type.ts';
import { defineOps, type Op } from './op.ts';
import {
  needGroup,
  needLimitOption,
  needPattern,
  needReplacement,
  needSeparator,
  needTextOption,
  needTruthOption,
  needWholeOption,
  needWordOption,
} from './options.ts';
import { mismatch, needList } from './rules.ts';

type Check = (op: string, options: Options) => void;

/** What kinds of values an operation takes, in order: texts and whole numbers. */
type Takes = readonly ('text' | 'whole')[];

function needKinds(op: string, args: readonly Expr[], takes: Takes): void {
  if (args.length !== takes.length)
    throw new ExpressionError('wrong-argument', `${op} takes ${takes.length} values, found ${args.length}`);
  args.forEach(({ type }, i) => {
    if (takes[i] === 'text' ? present(type) === string : isInteger(present(type))) return;
    const what = takes[i] === 'text' ? 'text' : 'a whole number';
    throw mismatch(op, i === 0 ? what : `${what} as argument ${i + 1}`, type, hintFor(type));
  });
}

function hintFor(type: Type): string | undefined {
  const of = present(type);
  if (of.is === 'list') return 'this is a list: .map(x => …) works on its elements, ak.str.… on those of columns';
  return of.is === 'record'
    ? `this is a record: read one of its fields (${[...of.fields.keys()].slice(0, 6).join(', ')})`
    : undefined;
}

const text = (doc: string, fn: FunctionName, result: Type, takes: Takes = ['text'], check?: Check): Op => ({
  doc,
  fn,
  gives: (args, options, name) => {
    needKinds(name, args, takes);
    check?.(name, options);
    return optionIf(
      args.some(({ type }) => isOption(type)),
      result,
    );
  },
  cost: 30,
});

const SIDES = ['both', 'start', 'end'];
const side: Check = (op, options) => needWordOption(op, options, 'side', SIDES);
const pattern: Check = (op, options) => void needPattern(op, options);
const values: Check = (op, options) => {
  const given = options['values'];
  if (!Array.isArray(given) || !given.every((value) => value === null || typeof value === 'string'))
    throw new ExpressionError('wrong-argument', `${op} needs a list of texts`);
};

/** Operations on texts. Places and lengths count code points; those named Units count UTF-16 units, as JavaScript does. */
export const textOps = defineOps({
  textLength: text('How many characters (code points) the text has.', 'textLength', int),
  upper: text('The text in capitals, character by character: ß becomes ẞ.', 'upper', string),
  lower: text('The text in small letters, character by character: İ becomes i.', 'lower', string),
  capitalize: text('The first character as a capital, the others as small letters.', 'capitalize', string),
  title: text('The first letter of each word as a capital, the others as small letters.', 'title', string),
  swapCase: text('Small letters as capitals and capitals as small letters.', 'swapCase', string),
  reverseText: text('The characters in reverse order.', 'reverseText', string),
  isAscii: text('Whether all characters are ASCII; true for an empty text.', 'isAscii', bool),
  isAlpha: text('Whether there are characters and all are letters.', 'isAlpha', bool),
  isAlnum: text('Whether there are characters and all are letters or numerals.', 'isAlnum', bool),
  isDecimal: text('Whether there are characters and all are decimal digits.', 'isDecimal', bool),
  isDigit: text(
    'Whether there are characters and all are digits or signs for numbers, such as ² and ½.',
    'isDigit',
    bool,
  ),
  isNumeric: text('Whether there are characters and all are numerals, such as 7, ½ and Ⅷ.', 'isNumeric', bool),
  isSpace: text('Whether there are characters and all are white space.', 'isSpace', bool),
  isPrintable: text(
    'Whether no character is a control character, a separator other than the space, or unassigned.',
    'isPrintable',
    bool,
  ),
  isLower: text('Whether there are letters with a case, and all are small.', 'isLower', bool),
  isUpper: text('Whether there are letters with a case, and all are capitals.', 'isUpper', bool),
  isTitle: text('Whether there are words, and each begins with its only capital.', 'isTitle', bool),

  startsWith: text('Whether the text begins with the other.', 'startsWith', bool, ['text', 'text']),
  endsWith: text('Whether the text ends with the other.', 'endsWith', bool, ['text', 'text']),
  includesText: text('Whether the text contains the other.', 'includesText', bool, ['text', 'text']),
  findText: text('The place of the first occurrence of the other text, -1 where there is none.', 'findText', int, [
    'text',
    'text',
  ]),
  countText: text(
    'How often the other text occurs, counting occurrences that share no character; an empty one is before each character and at the end.',
    'countText',
    int,
    ['text', 'text'],
  ),
  replaceText: text(
    'The text with the third in place of each occurrence of the second, or of the first `max` of them.',
    'replaceText',
    string,
    ['text', 'text', 'text'],
    (op, options) => needLimitOption(op, options, 'max'),
  ),
  matchesRegex: text('Whether the pattern matches somewhere.', 'matchesRegex', bool, ['text'], pattern),
  findRegex: text(
    'The place of the first match of the pattern, -1 where there is none.',
    'findRegex',
    int,
    ['text'],
    pattern,
  ),
  countRegex: text('How often the pattern matches.', 'countRegex', int, ['text'], pattern),
  replaceRegex: text(
    'The text with the replacement in place of each match, or of the first `max`; `\\1` is the first group.',
    'replaceRegex',
    string,
    ['text'],
    (op, options) => {
      needReplacement(op, options);
      needLimitOption(op, options, 'max');
    },
  ),
  regexGroup: text(
    'What the named group matched; empty where the group took no part or nothing matches.',
    'regexGroup',
    string,
    ['text'],
    needGroup,
  ),
  isOneOf: text('Whether the text is one of the given ones.', 'isOneOf', bool, ['text'], values),
  indexInTexts: text(
    'The place of the text among the given ones, -1 where it is none of them.',
    'indexInTexts',
    int,
    ['text'],
    values,
  ),

  sliceText: text(
    'The characters from `start` up to `stop`, every `step`-th, as Python has it.',
    'sliceText',
    string,
    ['text'],
    (op, options) => {
      needWholeOption(op, options, 'start');
      needLimitOption(op, options, 'stop', -(2 ** 31));
      if (needWholeOption(op, options, 'step') === 0)
        throw new ExpressionError('wrong-argument', `${op} needs a step other than 0`);
    },
  ),
  replaceSlice: text(
    'The text with the replacement in place of the characters from `start` up to `stop`.',
    'replaceSlice',
    string,
    ['text'],
    (op, options) => {
      needWholeOption(op, options, 'start');
      needWholeOption(op, options, 'stop');
      needTextOption(op, options, 'replacement');
    },
  ),
  trimText: text(
    'The text without the given characters (or white space) at its ends, or one of them.',
    'trimText',
    string,
    ['text'],
    (op, options) => {
      side(op, options);
      if (options['characters'] !== null) needTextOption(op, options, 'characters');
    },
  ),
  padText: text(
    'The text made `width` characters long with a character before it, behind it, or on both sides.',
    'padText',
    string,
    ['text'],
    (op, options) => {
      side(op, options);
      needWholeOption(op, options, 'width', 0);
      const padding = needTextOption(op, options, 'padding');
      if ([...padding].length !== 1)
        throw new ExpressionError(
          'wrong-argument',
          `${op} needs one character to pad with, found ${JSON.stringify(padding)}`,
        );
    },
  ),
  repeatText: {
    ...text('The text so many times; a negative number is an error.', 'repeatText', string, ['text', 'whole']),
    mayFail: () => true,
  },
  joinTexts: {
    doc: 'The texts with the last of them between the others.',
    fn: 'joinTexts',
    gives: (args, _options, name) => {
      needKinds(name, args, args.length === 0 ? ['text'] : args.map(() => 'text'));
      return optionIf(
        args.some(({ type }) => isOption(type)),
        string,
      );
    },
    cost: 30,
  },

  toUpperCase: text('The text in capitals, as JavaScript has it: ß becomes SS.', 'toUpperCase', string),
  toLowerCase: text('The text in small letters, as JavaScript has it.', 'toLowerCase', string),
  trimUnits: text(
    'The text without what JavaScript takes for white space at its ends, or one of them.',
    'trimUnits',
    string,
    ['text'],
    side,
  ),
  lengthUnits: text('How many UTF-16 units the text has, as JavaScript counts.', 'lengthUnits', int),
  sliceUnits: {
    ...text('The UTF-16 units from the first place up to the second, as JavaScript has it.', 'sliceUnits', string),
    gives: (args, _options, name) => {
      needKinds(name, args, args.length === 3 ? ['text', 'whole', 'whole'] : ['text', 'whole']);
      return optionIf(
        args.some(({ type }) => isOption(type)),
        string,
      );
    },
  },
  padUnits: {
    ...text(
      'The text made so many UTF-16 units long with another text, as JavaScript has it.',
      'padUnits',
      string,
      ['text', 'whole', 'text'],
      (op, options) => needWordOption(op, options, 'side', ['start', 'end']),
    ),
  },
  charAt: text('The UTF-16 unit at a place, an empty text where there is none.', 'charAt', string, ['text', 'whole']),
  indexUnits: text(
    'The place of the other text, counted in UTF-16 units; -1 where it does not occur.',
    'indexUnits',
    int,
    ['text', 'text'],
  ),
  replaceAll: text(
    'The text with the third in place of each occurrence of the second, as JavaScript has it: `$&` is what was found.',
    'replaceAll',
    string,
    ['text', 'text', 'text'],
  ),
});

/** Operations between texts and lists of texts. */
export const textListOps = defineOps({
  splitText: {
    doc: 'The pieces between separators: a text, matches of a pattern, or white space; at most `max` splits, from the end with `reverse`.',
    gives: ([a], options, name) => {
      needKinds(name, [a as Expr], ['text']);
      needWordOption(name, options, 'by', ['text', 'regex', 'space']);
      needSeparator(name, options);
      needLimitOption(name, options, 'max');
      needTruthOption(name, options, 'reverse');
      if ((a as Expr).type.is === 'option') throw mismatch(name, 'text', (a as Expr).type);
      return list(string);
    },
    loop: true,
  },
  joinText: {
    doc: 'The texts of the list with a separator between them; an empty text for an empty list.',
    gives: ([a, separator], _options, name) => {
      const { of } = needList(name, a as Expr);
      if (of !== string && of.is !== 'never') throw mismatch(name, 'a list of texts', (a as Expr).type, hintFor(of));
      if (separator?.type !== string) throw mismatch(name, 'text as separator', (separator as Expr).type);
      return string;
    },
    loop: true,
  },
});
