/** The types of the functions of `ak.str`, with names and arguments as in Awkward Array 2. */
import type { Column, ColumnOf, TextLike, Zipped } from './columns.ts';
import type { Dynamic, DynamicMark, List, ListOf, Nested, Num, Opt } from './values.ts';

/** U in place of the texts of T. */
export type OfTexts<T, U> = Zipped<T, string, U>;

/** U in place of the innermost lists of T, which are lists of texts. */
export type JoinedTexts<T> = [NonNullable<T>] extends [DynamicMark]
  ? Dynamic
  : [NonNullable<T>] extends [ListOf<infer V>]
    ? [NonNullable<V>] extends [ListOf<unknown>]
      ? Opt<T, List<JoinedTexts<V>>>
      : Opt<T | V, string>
    : never;

/** How letters are compared. */
export interface CaseOptions {
  /** Whether small and capital letters are the same; by default they are not. */
  readonly ignore_case?: boolean;
}

/** How often something is replaced. */
export interface ReplaceOptions {
  /** At most so many, from the beginning; by default all. */
  readonly max_replacements?: number;
}

/** How often a text is split, and where the counting begins. */
export interface SplitOptions {
  /** At most so many splits; by default all. */
  readonly max_splits?: number;
  /** Whether to begin at the end; by default at the beginning. */
  readonly reverse?: boolean;
}

/** What missing values are to a set of texts. */
export interface SetOptions {
  /** Whether a missing value in the set is left out; by default it is found by missing texts. */
  readonly skip_nones?: boolean;
}

/** A function of texts that gives U for each. */
type TextFunction<U> = <T extends TextLike, E>(column: ColumnOf<T, E>) => Column<OfTexts<T, U>, E>;

/** A function that looks for a text and gives U. */
type TextSearch<U> = <T extends TextLike, E>(
  column: ColumnOf<T, E>,
  pattern: string,
  options?: CaseOptions,
) => Column<OfTexts<T, U>, E>;

/**
 * A function that looks for a regular expression and gives U. Patterns are JavaScript's with the flag u, and
 * `(?P<name>…)` is a named group; of the flags of a RegExp i, m and s count. Throws ExpressionError `bad-pattern`, with
 * what to write instead where the syntax is RE2's alone. A pattern with nested repetitions, such as `(a+)+$`, can take
 * very long on some texts: patterns from strangers need care.
 */
type RegexSearch<U> = <T extends TextLike, E>(
  column: ColumnOf<T, E>,
  pattern: string | RegExp,
  options?: CaseOptions,
) => Column<OfTexts<T, U>, E>;

/** A function that makes texts longer with a character. */
type Padding = <T extends TextLike, E>(
  column: ColumnOf<T, E>,
  width: number,
  padding?: string,
) => Column<OfTexts<T, string>, E>;

/** A function that leaves out some characters at an end. */
type Trimming = <T extends TextLike, E>(column: ColumnOf<T, E>, characters: string) => Column<OfTexts<T, string>, E>;

/**
 * The type of `ak.str`: functions on columns of texts, elementwise through lists; a missing text gives a missing value.
 * Lengths and places count characters (Unicode code points), also where Arrow counts bytes. Throws TypeMismatchError
 * where a column does not hold texts, and ExpressionError `wrong-argument` where a constant does not fit.
 *
 * @example
 * const jets = events.Jet.filter(ak.str.match_like(events.Jet.name, 'b%'));
 */
export interface AkStr {
  /** How many characters there are: `int64`. */
  readonly length: TextFunction<number>;
  /** The text in small letters, character by character (Unicode's simple mappings, as Arrow has them). */
  readonly lower: TextFunction<string>;
  /** The text in capitals, character by character: ß becomes ẞ, not SS. */
  readonly upper: TextFunction<string>;
  /** The first character as a capital, the others as small letters. */
  readonly capitalize: TextFunction<string>;
  /** The first letter of each word as a capital, the others as small letters. */
  readonly title: TextFunction<string>;
  /** Small letters as capitals and capitals as small letters. */
  readonly swapcase: TextFunction<string>;
  /** The characters in reverse order. */
  readonly reverse: TextFunction<string>;
  /** Whether there are characters and all are letters: `bool`. */
  readonly is_alpha: TextFunction<boolean>;
  /** Whether there are characters and all are letters or numerals: `bool`. */
  readonly is_alnum: TextFunction<boolean>;
  /** Whether all characters are ASCII; true for an empty text: `bool`. */
  readonly is_ascii: TextFunction<boolean>;
  /** Whether there are characters and all are decimal digits: `bool`. */
  readonly is_decimal: TextFunction<boolean>;
  /** Whether there are characters and all are digits or signs for numbers such as ² and ½, as Arrow has it: `bool`. */
  readonly is_digit: TextFunction<boolean>;
  /** Whether there are characters and all are numerals, also letters such as Ⅷ: `bool`. */
  readonly is_numeric: TextFunction<boolean>;
  /** Whether there are letters with a case, and all are small: `bool`. */
  readonly is_lower: TextFunction<boolean>;
  /** Whether there are letters with a case, and all are capitals: `bool`. */
  readonly is_upper: TextFunction<boolean>;
  /** Whether there are words, and each begins with its only capital: `bool`. */
  readonly is_title: TextFunction<boolean>;
  /** Whether there are characters and all are white space: `bool`. */
  readonly is_space: TextFunction<boolean>;
  /** Whether no character is a control character, a separator other than the space, or unassigned: `bool`. */
  readonly is_printable: TextFunction<boolean>;

  /** Whether the text begins with another: `bool`. */
  readonly starts_with: TextSearch<boolean>;
  /** Whether the text ends with another: `bool`. */
  readonly ends_with: TextSearch<boolean>;
  /** Whether the text has another within: `bool`. */
  readonly match_substring: TextSearch<boolean>;
  /** Whether a regular expression matches somewhere: `bool`. */
  readonly match_substring_regex: RegexSearch<boolean>;
  /** Whether the whole text is like an SQL pattern: `%` is any text, `_` any character, a backslash takes the next as it is. */
  readonly match_like: TextSearch<boolean>;
  /** The place of the first occurrence, −1 where there is none: `int64`. */
  readonly find_substring: TextSearch<number>;
  /** The place of the first match, −1 where there is none: `int64`. */
  readonly find_substring_regex: RegexSearch<number>;
  /** How often another text occurs, occurrences that share no character: `int64`. */
  readonly count_substring: TextSearch<number>;
  /** How often a regular expression matches: `int64`. */
  readonly count_substring_regex: RegexSearch<number>;
  /** Whether the text is one of the given ones; a missing text is one where `undefined` is given: `bool`. */
  is_in<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    values: readonly (string | undefined | null)[],
    options?: SetOptions,
  ): Column<OfTexts<T, boolean>, E>;
  /** The place of the text among the given ones, missing where it is none of them: `?int64`. */
  index_in<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    values: readonly (string | undefined | null)[],
    options?: SetOptions,
  ): Column<OfTexts<T, number | undefined>, E>;

  /** The text with another in place of each occurrence; in place of an empty one it stands between all characters. */
  replace_substring<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    pattern: string,
    replacement: string,
    options?: ReplaceOptions,
  ): Column<OfTexts<T, string>, E>;
  /** The text with another in place of each match: `\1` in it is the first group, `\0` the match, `\\` a backslash. */
  replace_substring_regex<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    pattern: string | RegExp,
    replacement: string,
    options?: ReplaceOptions,
  ): Column<OfTexts<T, string>, E>;
  /** The text with another in place of the characters from `start` up to `stop`; negative places count from the end. */
  replace_slice<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    start: number,
    stop: number,
    replacement: string,
  ): Column<OfTexts<T, string>, E>;
  /** The characters from `start` up to `stop`, every `step`-th, as Python's slices. */
  slice<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    start: number,
    stop?: number | null,
    step?: number,
  ): Column<OfTexts<T, string>, E>;
  /** The text without some characters at its ends. */
  readonly trim: Trimming;
  /** The text without some characters at its beginning. */
  readonly ltrim: Trimming;
  /** The text without some characters at its end. */
  readonly rtrim: Trimming;
  /** The text without white space at its ends. */
  readonly trim_whitespace: TextFunction<string>;
  /** The text without white space at its beginning. */
  readonly ltrim_whitespace: TextFunction<string>;
  /** The text without white space at its end. */
  readonly rtrim_whitespace: TextFunction<string>;
  /** The text in the middle of at least `width` characters; one left over stands behind it. */
  readonly center: Padding;
  /** The text at the end of at least `width` characters. */
  readonly lpad: Padding;
  /** The text at the beginning of at least `width` characters. */
  readonly rpad: Padding;
  /** The text several times, as often as a number or a column says. A negative number is an error when it runs. */
  repeat<T extends TextLike, E>(column: ColumnOf<T, E>, times: Num): Column<OfTexts<T, string>, E>;
  repeat<T extends TextLike, N extends Nested<Num>, E>(
    column: ColumnOf<T, E>,
    times: ColumnOf<N, E>,
  ): Column<Zipped<T, N, string>, E>;

  /** The pieces between occurrences of a text that is not empty: `var * string`. */
  split_pattern<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    pattern: string,
    options?: SplitOptions,
  ): Column<OfTexts<T, List<string>>, E>;
  /** The pieces between matches of a regular expression; empty matches split nothing: `var * string`. */
  split_pattern_regex<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    pattern: string | RegExp,
    options?: SplitOptions,
  ): Column<OfTexts<T, List<string>>, E>;
  /** The pieces between runs of white space, an empty one before white space at the beginning: `var * string`. */
  split_whitespace<T extends TextLike, E>(
    column: ColumnOf<T, E>,
    options?: SplitOptions,
  ): Column<OfTexts<T, List<string>>, E>;
  /** The texts of each innermost list with a separator between them, missing where a text or the separator is. */
  join<T extends TextLike, E>(column: ColumnOf<T, E>, separator: string): Column<JoinedTexts<T>, E>;
  join<T extends TextLike, S extends TextLike, E>(
    column: ColumnOf<T, E>,
    separator: ColumnOf<S, E>,
  ): Column<Opt<S, JoinedTexts<T>>, E>;
  /** The texts of several columns with the last of them between the others. */
  join_element_wise<T extends TextLike, E>(
    first: ColumnOf<T, E>,
    ...others: readonly (string | ColumnOf<T, E>)[]
  ): Column<OfTexts<T, string>, E>;
  /**
   * What the named groups of a regular expression match, as a record; missing where nothing matches. A group that takes
   * no part is an empty text. All groups need names: `(?<name>…)`.
   */
  extract_regex<
    T extends TextLike,
    E,
    R extends { readonly [group: string]: string } = Readonly<Record<string, string>>,
  >(column: ColumnOf<T, E>, pattern: string | RegExp): Column<OfTexts<T, R | undefined>, E>;
  /** The texts themselves: which of them are equal is no part of their type here. */
  readonly to_categorical: TextFunction<string>;
}
