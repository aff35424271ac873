import { inspect, stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { axis } from '../../../../compiler/axis.ts';
import { columnsOf } from '../../../../src/results/characters.ts';
import { cutflowChart, overlay, stack } from '../../../../src/results/plots/picture.ts';
import { fill, withValues } from './support.ts';

const names = (picture: object): string[] => String(picture).split('\n');

describe('in a terminal', () => {
  it('stacks, with data and ratios', () => {
    const set = { tt: withValues([4, 2, 1]), Z: withValues([4, 30, 3]), Data: withValues([9, 29, 0]) };
    expect(names(stack(set, { data: 'Data', title: 'Masses' }))).toEqual([
      'Masses',
      '█ tt   ▒ Z   ● Data',
      'x                                                         sum  Data   Data / sum',
      '0 – 1 │██████▒▒▒▒▒▒ ●                                       8     9  1.13 ± 0.44',
      `1 – 2 │███${'▒'.repeat(40)}●▒▒▒▒▒   32    29  0.91 ± 0.18`,
      '2 – 3 │██▒▒▒▒                                               4     0            –',
    ]);
  });

  it('marks outlines, and says where several are', () => {
    const set = { before: withValues([10, 20]), after: withValues([10, 5]) };
    expect(overlay(set).toString({ width: 50 })).toMatchInlineSnapshot(`
      "○ before   □ after
      x                                    before  after
      0 – 1 │             *                    10     10
      1 – 2 │      □                    ○      20      5"
    `);
  });

  it('has a gauge where there is room', () => {
    const set = { a: withValues([50, 100, 100, 400]), b: withValues([100, 100, 100, 100]) };
    expect(
      overlay(set, { ratio: { to: 'b', range: [0, 2] }, errors: false }).toString({ width: 100 }),
    ).toMatchInlineSnapshot(`
      "○ a   □ b
      x                                                                       a    b  a / b  0           2
      0 – 1 │       ○      □                                                 50  100   0.50     ●  ┊
      1 – 2 │              *                                                100  100   1.00        ●
      2 – 3 │              *                                                100  100   1.00        ●
      3 – 4 │              □                                             ○  400  100   4.00        ┊     ▸"
    `);
  });

  it('joins bins until they fit', () => {
    const wide = withValues(Array.from({ length: 100 }, () => 1));
    const lines = names(overlay({ a: wide, b: wide }));
    expect(lines).toHaveLength(1 + 1 + 25 + 1);
    expect(lines.at(-1)).toBe('each line is 4 bins');
    expect(lines[2]).toMatch(/^ {2}0 – {3}4 │ +\* {2}4 {2}4$/);
  });

  it('keeps to its width', () => {
    const long = 'a'.repeat(200);
    const set = {
      [long]: withValues([1, 2]),
      [`${long}b`]: withValues([1e9, 2.123456]),
      'tt̄ 日本': withValues([1, 1]),
    };
    for (const width of [40, 80, 120])
      for (const picture of [stack(set, { data: long }), overlay(set, { ratio: true })])
        for (const line of picture.toString({ width }).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  });

  it('draws a heat map and bars as a histogram does, with the title', () => {
    const one = fill([axis.regular(2, 0, 2)], [[0, 1, 1]]);
    expect(one.plot({ title: 'T' }).toString()).toBe(`T\n${one}`);
    const two = fill(
      [axis.regular(2, 0, 2), axis.regular(2, 0, 2)],
      [
        [0, 1],
        [0, 1],
      ],
    );
    expect(two.plot().toString()).toBe(two.toString());
  });

  it('has bars of densities', () => {
    const wide = fill([axis.variable([0, 1, 5])], [[0.5, 2, 2, 3, 4]]);
    expect(wide.plot({ density: true }).toString({ width: 32 })).toBe(
      ['entries per unit', `0 – 1 │${'█'.repeat(22)}  1`, `1 – 5 │${'█'.repeat(22)}  1`].join('\n'),
    );
  });

  it('has bars on a logarithmic scale', () => {
    const bars = names(withValues([1, 10, 100]).plot({ log: true })).filter((line) => line.includes('│'));
    const lengths = bars.map((line) => line.match(/[█▏▎▍▌▋▊▉]/g)?.length ?? 0);
    expect(Math.abs((lengths[2] as number) - 2 * (lengths[1] as number) + (lengths[0] as number))).toBeLessThanOrEqual(
      1,
    );
  });

  it('shows a cutflow with shares', () => {
    const chart = cutflowChart({
      name: 'Z → µµ',
      steps: [
        { cut: 'all', events: 20000, weighted: 10 },
        { cut: 'two muons', events: 10000, weighted: 2.5, alone: 12000 },
        { cut: 'rare', events: 3, weighted: 0, alone: 5 },
      ],
    });
    expect(chart.toString({ width: 70 })).toMatchInlineSnapshot(`
      "Z → µµ
      cut        events   of all  of previous   alone
      all        20,000  100.0 %                      │█████████████████████
      two muons  10,000   50.0 %       50.0 %  12,000 │██████████▌
      rare            3  0.015 %      0.030 %       5 │▏"
    `);
    expect(
      cutflowChart(
        {
          steps: [
            { cut: 'a', events: 1, weighted: 2 },
            { cut: 'b', events: 1, weighted: 1 },
          ],
        },
        { weighted: true },
      ).toString({ width: 50 }),
    ).toMatchInlineSnapshot(`
      "cut  weights   of all  of previous
      a          2  100.0 %              │██████████████
      b          1   50.0 %       50.0 % │███████"
    `);
  });
});

describe('colours', () => {
  const picture = stack({ a: withValues([1]), b: withValues([1]) });
  it('are there only when asked for, and change no character', () => {
    expect(picture.toString()).not.toContain('\u001b');
    const painted = picture.toString({ colors: true });
    expect(painted).toContain('\u001b[94m');
    expect(stripVTControlCharacters(painted)).toBe(picture.toString());
  });
  it('are asked for by console.log where they show', () => {
    expect(inspect(picture, { colors: true })).toBe(picture.toString({ colors: true }));
    expect(inspect(picture, { colors: false })).toBe(picture.toString());
  });
});
