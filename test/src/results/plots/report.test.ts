import { describe, expect, it } from 'vitest';
import { cutflowChart, report, stack } from '../../../../src/index.ts';
import { checkMarkup, HOSTILE, withValues } from './support.ts';

/** The parts of a run, as a ledger has them. */
const parts = Array.from({ length: 3 }, (_, i) => ({
  dataset: 'ZJets',
  file: `/data/${HOSTILE}.root`,
  partition: i,
  start: i * 1000,
  stop: (i + 1) * 1000,
  events: 1000,
  status: i === 1 ? 'failed' : 'done',
  ...(i === 1 ? { error: 'SourceError: damaged <basket>\nat 12' } : {}),
  seconds: 0.125,
  bytesRead: 123456789n,
}));
const page = report({
  title: `Run ${HOSTILE}`,
  subtitle: 'of today & tomorrow',
  sections: [
    {
      title: 'Pictures',
      parts: [
        'One <paragraph>.\n\nAnother one.',
        stack({ a: withValues([1, 2]), Data: withValues([2, 2]) }, { data: 'Data' }),
        withValues([1]),
        cutflowChart({ steps: [{ cut: HOSTILE, events: 3 }] }),
      ],
    },
    { title: `Plan ${HOSTILE}`, parts: [{ code: 'plan over <x>:\n  a && b' }] },
    { title: 'Timings', parts: [{ table: { caption: 'by step', rows: [{ step: 'loop', seconds: 1.5 }] } }] },
    { title: 'Ledger', parts: [{ table: { rows: parts, notice: { column: 'status', values: ['failed'] } } }] },
  ],
});

describe('a report', () => {
  it('is one page that loads and runs nothing', () => {
    checkMarkup(page);
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page.toLowerCase()).not.toMatch(/<script|@import|url\(/);
    expect([...page.matchAll(/https?:\/\/[^"]*/g)].map(([address]) => address)).toEqual(
      Array(3).fill('http://www.w3.org/2000/svg'),
    );
  });

  it('has a table of contents that leads to its sections', () => {
    const links = [...page.matchAll(/<a href="#(\w+)">([^<]*)<\/a>/g)];
    expect(links.map(([, , name]) => name)).toHaveLength(4);
    for (const [, id, name] of links) expect(page).toContain(`<section id="${id}">\n<h2>${name}</h2>`);
    expect(report({ title: 't', sections: [{ title: 'alone', parts: [] }] })).not.toContain('<nav');
  });

  it('shows all text as text, lines of plans as lines', () => {
    expect(page).toContain('<pre>plan over &lt;x&gt;:\n  a &amp;&amp; b</pre>');
    expect(page).toContain('<p>One &lt;paragraph&gt;.</p>\n<p>Another one.</p>');
    expect(page).toContain('SourceError: damaged &lt;basket&gt;\nat 12');
  });

  it('has tables of any rows: columns in their order, numbers to the right, nothing for what is missing', () => {
    const table = /<table[^>]*><thead>(.*?)<\/thead>/.exec(page.slice(page.indexOf('<h2>Ledger')))?.[1] ?? '';
    expect([...table.matchAll(/<th [^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual([
      ...Object.keys(parts[0] as object),
      'error',
    ]);
    expect(page).toContain('<td style="text-align:right;padding:2px 10px">123,456,789</td>');
    expect(page).toContain('<td style="text-align:left;padding:2px 10px"></td></tr>');
    expect(page.match(/<tr style="background/g)).toHaveLength(1);
  });

  it('takes columns by name, and tables without rows', () => {
    const some = (rows: readonly object[], columns?: readonly string[]): string =>
      report({
        title: 't',
        sections: [{ title: 's', parts: [{ table: columns === undefined ? { rows } : { rows, columns } }] }],
      });
    expect(some([{ a: 1, b: Number.NaN, c: true }], ['b', 'd'])).toMatch(/>NaN<\/td><td[^>]*><\/td><\/tr>/);
    checkMarkup(some([]));
    checkMarkup(some([], ['a']));
    const error = { name: 'SourceError', code: 'truncated', message: 'it ends <early>' };
    expect(some([{ error }, { error: new Error('x') }])).toMatch(/>truncated: it ends &lt;early&gt;<.*>Error: x</s);
    expect(some([{ list: [1, { x: 'y' }], missing: null, tiny: 1.5e-9, real: 1234567.891 }])).toMatch(
      /\[1, \{x: &quot;y&quot;\}\]<.*>1.5e-9<.*>1,234,570</,
    );
  });
});
