import { groupsOf, escaped, likePattern, type Wanted } from '../../kernels/pattern.ts';
import { mismatch } from '../../compiler/ops/rules.ts';
import { call, type OpName } from '../../compiler/ops/table.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import { type Expr, literal, type Options, record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { innermost, present, string } from '../../compiler/tree/type.ts';
import {
  broadcast,
  choose,
  elementOf,
  filterList,
  isPresent,
  known,
  lift,
  mapList,
  orElse,
} from '../../compiler/words/build.ts';
import { markAk, need, needTogether } from './ak-arguments.ts';
import { valuesAtHand } from './arrays.ts';
import type { Core } from './core.ts';
import { columnOf } from './dataset.ts';

/** A pattern as users write it: text, or a regular expression. */
type Pattern = string | RegExp;
interface CaseOption {
  readonly ignore_case?: boolean;
}
interface ReplaceOption {
  readonly max_replacements?: number | undefined;
}
interface SplitOption {
  readonly max_splits?: number | undefined;
  readonly reverse?: boolean;
}
interface SetOption {
  readonly skip_nones?: boolean;
}

/** The column of texts that a function was given, through lists and missing values. */
function needTexts(column: unknown, what: string): { core: Core; expr: Expr } {
  const { core, expr } = need(column, `str.${what}`);
  const of = innermost(expr.type);
  if (of !== string && of.is !== 'never')
    throw mismatch(
      `ak.str.${what}`,
      'text',
      expr.type,
      of.is === 'record' ? 'take a field of the records: column.name' : undefined,
    );
  return { core, expr };
}

/** What `build` gives for each text, which may be missing. */
function each(column: unknown, what: string, build: (text: Expr) => Expr): object {
  const { core, expr } = needTexts(column, what);
  return columnOf(core, broadcast([expr], build));
}

const ofText =
  (op: OpName, what: string, options?: Options) =>
  (column: unknown): object =>
    each(column, what, (x) => call(op, [x], options));

const wanted = (pattern: Pattern, { ignore_case: ignoreCase = false }: CaseOption = {}): Wanted & Options =>
  pattern instanceof RegExp
    ? {
        pattern: pattern.source,
        flags: [...new Set(pattern.flags.replace(/[ugd]/g, '') + (ignoreCase ? 'i' : ''))].join(''),
      }
    : { pattern: needText(pattern, 'a pattern'), flags: ignoreCase ? 'i' : '' };

function needText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new ExpressionError('wrong-argument', `${what} needs to be text`);
  return value;
}

/** A function that looks for a text; without regard to case it is a search for a pattern. */
const search =
  (what: string, exact: OpName, folded: OpName, before = '', after = '') =>
  (column: unknown, pattern: string, options: CaseOption = {}): object =>
    each(column, what, (x) =>
      options.ignore_case === true
        ? call(
            folded,
            [x],
            wanted(`${before}${escaped(needText(pattern, `the pattern of ak.str.${what}`))}${after}`, options),
          )
        : call(exact, [x, literal(needText(pattern, `the pattern of ak.str.${what}`))]),
    );

const regex =
  (what: string, op: OpName) =>
  (column: unknown, pattern: Pattern, options?: CaseOption): object =>
    each(column, what, (x) => call(op, [x], wanted(pattern, options)));

const limit = (most: number | undefined): number | null => (most === undefined || most < 0 ? null : most);

const splitting =
  (what: string, options: Options) =>
  (column: unknown): object =>
    each(column, what, (x) => lift([x], (text) => call('splitText', [text], options)));

const trimming =
  (what: string, side: 'both' | 'start' | 'end') =>
  (column: unknown, characters: string): object =>
    ofText('trimText', what, { side, characters: needText(characters, `the characters of ak.str.${what}`) })(column);

const padding =
  (what: string, side: 'both' | 'start' | 'end') =>
  (column: unknown, width: number, pad = ' '): object =>
    ofText('padText', what, { side, width, padding: pad })(column);

/** The given texts, missing ones as null. */
function needValues(values: unknown, what: string): (string | null)[] {
  const given = valuesAtHand(values);
  if (given?.every((x) => typeof x === 'string' || x === undefined || x === null) === true)
    return given.map((x) => (x as string | null | undefined) ?? null);
  throw new ExpressionError('wrong-argument', `ak.str.${what} takes a list of texts`, {
    hint: `ak.str.${what}(column, ['a', 'b'])`,
  });
}

/** The innermost lists of texts, joined; where a list or its separator is missing or has a missing text, so is the result. */
function joined(list: Expr, separator: Expr): Expr {
  if (list.type.is === 'option' || separator.type.is === 'option') return lift([list, separator], joined);
  if (list.type.is !== 'list') throw mismatch('ak.str.join', 'lists of texts', list.type);
  const of = elementOf(list);
  if (present(of).is === 'list') {
    if (separator.type.is !== 'list') return mapList(list, (inner) => joined(inner, separator));
    return call('map', [list, separator, lambda([of, elementOf(separator)], (a, b) => joined(a as Expr, b as Expr))]);
  }
  if (of.is !== 'option') return call('joinText', [list, separator]);
  const there = mapList(filterList(list, isPresent), known);
  return call('mask', [call('joinText', [there, separator]), call('all', [mapList(list, isPresent)])]);
}

/** Functions on columns of texts, with the names and arguments of Awkward's `ak.str`. */
export const akStr = {
  length: ofText('textLength', 'length'),
  lower: ofText('lower', 'lower'),
  upper: ofText('upper', 'upper'),
  capitalize: ofText('capitalize', 'capitalize'),
  title: ofText('title', 'title'),
  swapcase: ofText('swapCase', 'swapcase'),
  reverse: ofText('reverseText', 'reverse'),
  is_alpha: ofText('isAlpha', 'is_alpha'),
  is_alnum: ofText('isAlnum', 'is_alnum'),
  is_ascii: ofText('isAscii', 'is_ascii'),
  is_decimal: ofText('isDecimal', 'is_decimal'),
  is_digit: ofText('isDigit', 'is_digit'),
  is_numeric: ofText('isNumeric', 'is_numeric'),
  is_lower: ofText('isLower', 'is_lower'),
  is_upper: ofText('isUpper', 'is_upper'),
  is_title: ofText('isTitle', 'is_title'),
  is_space: ofText('isSpace', 'is_space'),
  is_printable: ofText('isPrintable', 'is_printable'),

  starts_with: search('starts_with', 'startsWith', 'matchesRegex', '^'),
  ends_with: search('ends_with', 'endsWith', 'matchesRegex', '', '$'),
  find_substring: search('find_substring', 'findText', 'findRegex'),
  count_substring: search('count_substring', 'countText', 'countRegex'),
  match_substring: search('match_substring', 'includesText', 'matchesRegex'),
  find_substring_regex: regex('find_substring_regex', 'findRegex'),
  count_substring_regex: regex('count_substring_regex', 'countRegex'),
  match_substring_regex: regex('match_substring_regex', 'matchesRegex'),
  match_like: (column: unknown, pattern: string, { ignore_case: ignoreCase = false }: CaseOption = {}): object =>
    ofText('matchesRegex', 'match_like', { pattern: needLike(pattern), flags: ignoreCase ? 'is' : 's' })(column),
  is_in: (column: unknown, values: unknown, options: SetOption = {}): object => {
    const given = needValues(values, 'is_in');
    const missing = options.skip_nones !== true && given.includes(null);
    return each(column, 'is_in', (x) => orElse(call('isOneOf', [x], { values: given }), literal(missing)));
  },
  index_in: (column: unknown, values: unknown, options: SetOption = {}): object => {
    const given = needValues(values, 'index_in');
    const missing = options.skip_nones === true ? -1 : given.indexOf(null);
    const place = (x: Expr): Expr => {
      const at = call('indexInTexts', [x], { values: given });
      return call('mask', [at, call('ge', [at, literal(0)])]);
    };
    return each(column, 'index_in', (x) =>
      missing < 0 || x.type.is !== 'option'
        ? lift([x], place)
        : choose(isPresent(x), place(known(x)), literal(missing)),
    );
  },

  replace_substring: (column: unknown, pattern: string, replacement: string, options: ReplaceOption = {}): object => {
    const [part, by] = [needText(pattern, 'the pattern'), needText(replacement, 'the replacement')];
    const max = limit(options.max_replacements);
    return each(column, 'replace_substring', (x) => call('replaceText', [x, literal(part), literal(by)], { max }));
  },
  replace_substring_regex: (
    column: unknown,
    pattern: Pattern,
    replacement: string,
    options: ReplaceOption = {},
  ): object =>
    ofText('replaceRegex', 'replace_substring_regex', {
      ...wanted(pattern),
      replacement,
      max: limit(options.max_replacements),
    })(column),
  replace_slice: (column: unknown, start: number, stop: number, replacement: string): object =>
    ofText('replaceSlice', 'replace_slice', { start, stop, replacement })(column),
  slice: (column: unknown, start: number, stop?: number | null, step = 1): object =>
    ofText('sliceText', 'slice', { start, stop: stop ?? null, step })(column),
  trim: trimming('trim', 'both'),
  ltrim: trimming('ltrim', 'start'),
  rtrim: trimming('rtrim', 'end'),
  trim_whitespace: ofText('trimText', 'trim_whitespace', { side: 'both', characters: null }),
  ltrim_whitespace: ofText('trimText', 'ltrim_whitespace', { side: 'start', characters: null }),
  rtrim_whitespace: ofText('trimText', 'rtrim_whitespace', { side: 'end', characters: null }),
  center: padding('center', 'both'),
  lpad: padding('lpad', 'start'),
  rpad: padding('rpad', 'end'),
  repeat: (column: unknown, times: unknown): object => {
    needTexts(column, 'repeat');
    const { core, exprs } = needTogether([column, times], 'str.repeat');
    return columnOf(
      core,
      broadcast(exprs, (x, n) => call('repeatText', [x as Expr, n as Expr])),
    );
  },

  split_pattern: (
    column: unknown,
    pattern: string,
    { max_splits: maxSplits, reverse = false }: SplitOption = {},
  ): object =>
    splitting('split_pattern', {
      by: 'text',
      pattern: needText(pattern, 'the pattern'),
      flags: '',
      max: limit(maxSplits),
      reverse,
    })(column),
  split_pattern_regex: (
    column: unknown,
    pattern: Pattern,
    { max_splits: maxSplits, reverse = false }: SplitOption = {},
  ): object =>
    splitting('split_pattern_regex', { by: 'regex', ...wanted(pattern), max: limit(maxSplits), reverse })(column),
  split_whitespace: (column: unknown, { max_splits: maxSplits, reverse = false }: SplitOption = {}): object =>
    splitting('split_whitespace', { by: 'space', pattern: '', flags: '', max: limit(maxSplits), reverse })(column),
  join: (column: unknown, separator: unknown): object => {
    needTexts(column, 'join');
    const { core, exprs } = needTogether([column, separator], 'str.join');
    return columnOf(core, joined(...(exprs as [Expr, Expr])));
  },
  join_element_wise: (...columns: unknown[]): object => {
    if (columns.length < 2)
      throw new ExpressionError(
        'wrong-argument',
        'ak.str.join_element_wise takes columns and, last, what goes between them',
      );
    const { core, exprs } = needTogether(columns, 'str.join_element_wise');
    return columnOf(
      core,
      broadcast(exprs, (...texts) => call('joinTexts', texts)),
    );
  },
  extract_regex: (column: unknown, pattern: Pattern): object => {
    const of = wanted(pattern);
    return each(column, 'extract_regex', (x) =>
      lift([x], (text) => {
        const matches = call('matchesRegex', [text], of);
        const groups = needNames(of).map((group) => [group, call('regexGroup', [text], { ...of, group })] as const);
        return call('mask', [record(groups), matches]);
      }),
    );
  },
  to_categorical: (column: unknown): object => {
    const { core, expr } = needTexts(column, 'to_categorical');
    return columnOf(core, expr);
  },
} as const;

function needLike(pattern: unknown): string {
  const like = needText(pattern, 'the pattern of ak.str.match_like');
  if (/^(?:[^\\]|\\.)*\\$/su.test(like))
    throw new ExpressionError('bad-pattern', 'the pattern of ak.str.match_like ends in a backslash', {
      hint: 'two backslashes stand for one',
    });
  return likePattern(like);
}

/** The names of a pattern's groups; all groups have one. */
function needNames(of: Wanted): readonly string[] {
  const { count, names } = groupsOf(of);
  if (count === 0 || names.length < count)
    throw new ExpressionError('unnamed-group', 'ak.str.extract_regex needs a pattern whose groups all have names', {
      hint: 'write (?<name>…), and (?:…) for a group that is not wanted',
    });
  return names;
}

markAk(
  akStr,
  'str.',
  () => 'here texts have the methods of JavaScript: text.toUpperCase(), text.split(…), text.slice(…), …',
);
