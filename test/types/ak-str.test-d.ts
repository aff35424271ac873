/** What must and what must not compile of `ak.str`, of NumPy's functions, and of texts. Nothing here is run. */
import type { Ak, ColumnOf, Dataset, List, Untyped } from '../../src/api/types.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;

interface Row {
  readonly name: string;
  readonly comment: string | undefined;
  readonly words: List<string>;
  readonly deep: List<List<string>>;
  readonly pt: List<number>;
  readonly x: number;
  readonly maybe: number | undefined;
  readonly ok: boolean;
  readonly flags: List<boolean>;
}
declare const rows: Dataset<Row>;
declare const untyped: Dataset<Untyped>;
declare const ak: Ak;

holds<number>()(ak.str.length(rows.name), true);
holds<string | undefined>()(ak.str.upper(rows.comment), true);
holds<List<boolean>>()(ak.str.is_alpha(rows.words), true);
holds<List<List<boolean>>>()(ak.str.starts_with(rows.deep, 'a', { ignore_case: true }), true);
holds<List<number>>()(ak.str.count_substring_regex(rows.words, /a+/i), true);
holds<List<number | undefined>>()(ak.str.index_in(rows.words, ['a', undefined]), true);
holds<List<string>>()(ak.str.split_pattern(rows.name, '_', { max_splits: 1 }), true);
holds<List<List<string>>>()(ak.str.split_whitespace(rows.words), true);
holds<string>()(ak.str.join(rows.words, '+'), true);
holds<List<string>>()(ak.str.join(rows.deep, '+'), true);
holds<string | undefined>()(ak.str.join(rows.words, rows.comment), true);
holds<string>()(ak.str.repeat(rows.name, rows.x), true);
holds<List<string>>()(ak.str.repeat(rows.words, rows.x), true);
holds<string>()(ak.str.join_element_wise(rows.name, rows.name, '-'), true);
holds<Readonly<Record<string, string>> | undefined>()(ak.str.extract_regex(rows.name, '(?<a>x)'), true);
ak.str.upper(untyped.field('name'));

holds<List<number>>()(ak.sqrt(rows.pt), true);
holds<number | undefined>()(ak.floor_divide(rows.maybe, 2), true);
holds<List<number>>()(ak.hypot(rows.pt, rows.x), true);
holds<List<number>>()(ak.arctan2(1, rows.pt), true);
holds<List<boolean>>()(ak.isclose(rows.pt, rows.x, { rtol: 0.1 }), true);
holds<List<boolean>>()(ak.greater(rows.pt, 3), true);
holds<List<boolean>>()(ak.equal(rows.words, 'a'), true);
holds<List<boolean>>()(ak.logical_and(rows.flags, rows.ok), true);
holds<boolean>()(ak.logical_not(rows.ok), true);
holds<number>()(ak.round(rows.x, 2), true);
holds<List<number>>()(ak.clip(rows.pt, 0, 10), true);
holds<number>()(ak.bitwise_and(rows.x, 7), true);

// @ts-expect-error numbers are no text
ak.str.upper(rows.pt);
// @ts-expect-error the option is named otherwise
ak.str.starts_with(rows.name, 'a', { ignoreCase: true });
// @ts-expect-error a pattern is missing
ak.str.match_substring(rows.name);
// @ts-expect-error text is no number
ak.sqrt(rows.name);
// @ts-expect-error truth values are no numbers
ak.floor_divide(rows.ok, 2);
// @ts-expect-error numbers are no truth values
ak.logical_and(rows.x, rows.ok);

// texts in lambdas are JavaScript's, and columns of texts have the same methods
holds<string>()(
  rows.map((e) => e.name.toUpperCase().slice(1)),
  true,
);
holds<string>()(
  rows.map((e) => e.words.map((word) => word.trim()).join('-')),
  true,
);
holds<string>()(rows.name.toUpperCase().concat(rows.name).slice(1), true);
holds<number | undefined>()(rows.comment.length, true);
holds<List<string>>()(rows.words.padStart(5, '.'), true);
holds<List<string>>()(rows.name.split('_'), true);
holds<string>()(rows.words.join('-'), true);
holds<number>()(rows.words.length, true);
// @ts-expect-error numbers are not joined
rows.pt.join('-');
