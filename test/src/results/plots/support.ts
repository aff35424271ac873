import { expect } from 'vitest';
import { axis, type AxisSpec } from '../../../../compiler/axis.ts';
import { fillPartial, type Filling } from '../../../../kernels/histogram.ts';
import { Histogram } from '../../../../src/results/histogram.ts';

/** The histogram of these columns. */
export const fill = (axes: readonly AxisSpec[], columns: readonly Filling[], weights?: readonly number[]): Histogram =>
  new Histogram(axes, fillPartial(axes, columns, weights));

/** A histogram with one axis that holds these values, without flow. */
export const withValues = (values: readonly number[], variances: readonly number[] = values): Histogram => {
  const x = axis.regular(values.length, 0, values.length, { label: 'x' });
  const padded = (cells: readonly number[]): Float64Array => Float64Array.of(0, ...cells, 0);
  return new Histogram([x], {
    counts: padded(values),
    squares: padded(variances),
    categories: [undefined],
    skipped: 0,
  });
};

const VOID = new Set(['meta', 'br', 'hr']);

/**
 * Fails where markup is not well formed: tags that do not match, attributes without quotes, text with bare `<` or `&`,
 * a part that a browser would load or run.
 */
export function checkMarkup(markup: string): void {
  const open: string[] = [];
  const body = markup.replace(/^<!DOCTYPE html>/, '').replace(/<style>[^<]*<\/style>/g, '');
  const tag = /<(\/?)([a-zA-Z][\w]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  for (let at = 0; at < body.length; ) {
    const next = body.indexOf('<', at);
    const text = body.slice(at, next < 0 ? undefined : next);
    expect(text).toMatch(/^(?:[^&]|&(?:amp|lt|gt|quot|#39);)*$/);
    if (next < 0) break;
    tag.lastIndex = next;
    const found = tag.exec(body);
    if (found === null) throw new Error(`no tag at ${body.slice(next, next + 80)}`);
    const [whole, closing, name = '', attributes = '', selfClosing] = found;
    expect(name.toLowerCase()).not.toMatch(/^(script|iframe|object|embed|link|img|image|use|foreignobject)$/);
    expect(attributes).not.toMatch(/\s(on\w+|src|xlink:href)=/);
    expect(attributes).not.toMatch(/\shref="(?!#)/);
    expect(attributes.replace(/ aria-label="[^"]*"/, '')).not.toMatch(/url\(|NaN|Infinity|undefined/);
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (selfClosing !== '/' && !VOID.has(name)) open.push(name);
    at = next + whole.length;
  }
  expect(open).toEqual([]);
}

/** Names that files could hold. */
export const HOSTILE = `<script>alert("1")</script>&'\u0000\u001b[2J`;
