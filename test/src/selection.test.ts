import { describe, expect, test } from 'vitest';
import {
  axis,
  compute,
  Cutflow,
  cutflow,
  explain,
  fromValues,
  histogram,
  type List,
  NMinusOne,
  nMinusOne,
  plan,
  runPlan,
  selection,
} from '../../src/index.ts';

type Any = any;

interface Event {
  readonly trigger: boolean;
  readonly met: number;
  readonly jets: List<number>;
  readonly weight: number;
  readonly perhaps: number | undefined;
}
const rows = [
  { trigger: true, met: 50, jets: [1, 2], weight: 2, perhaps: 1 },
  { trigger: true, met: 5, jets: [1, 2, 3], weight: 0.5, perhaps: undefined },
  { trigger: false, met: 70, jets: [1, 2], weight: -1, perhaps: 2 },
  { trigger: true, met: 90, jets: [], weight: 4, perhaps: 3 },
  { trigger: false, met: 1, jets: [], weight: 8, perhaps: 4 },
];
const events = fromValues<Event>(rows, { chunkSize: 2 });
const LEAST = 20;
const good = selection(events, {
  trigger: (e) => e.trigger,
  met: (e) => e.met > LEAST,
  jets: events.jets.length.ge(2),
});

describe('masks of a selection', () => {
  test('are those of its cuts', async () => {
    const found = await compute({
      met: good.mask('met'),
      all: good.all(),
      some: good.all('trigger', 'jets'),
      any: good.any(),
      either: good.any('met', 'jets'),
      require: good.require({ trigger: true, met: false }),
      nothing: good.require({}),
    });
    expect(found.met).toStrictEqual([true, false, true, true, false]);
    expect(found.all).toStrictEqual([true, false, false, false, false]);
    expect(found.some).toStrictEqual([true, true, false, false, false]);
    expect(found.any).toStrictEqual([true, true, true, true, false]);
    expect(found.either).toStrictEqual([true, true, true, true, false]);
    expect(found.require).toStrictEqual([false, true, false, false, false]);
    expect(found.nothing).toStrictEqual([true, true, true, true, true]);
  });

  test('choose events with all their fields', async () => {
    expect(await good.events.met.toArray()).toStrictEqual([50]);
    const chosen = selection(events.with({ twice: (e) => e.met * 2 }), { met: 'twice > 100' });
    expect(await chosen.events.twice.toArray()).toStrictEqual([140, 180]);
    expect(good.events.explain()).toContain('LEAST = 20');
  });

  test('of a selection without cuts let all pass, and none by any', async () => {
    const none = selection(events, {});
    expect(await none.all().toArray()).toStrictEqual(rows.map(() => true));
    expect(await none.any().toArray()).toStrictEqual(rows.map(() => false));
    expect((await nMinusOne(none).value()).passed.events).toBe(5);
    expect((await cutflow(none).value()).rows()).toHaveLength(1);
  });
});

describe('selections from selections', () => {
  test('have the cuts in the order asked for', () => {
    expect(good.names).toStrictEqual(['trigger', 'met', 'jets']);
    expect(good.only('jets', 'trigger').names).toStrictEqual(['jets', 'trigger']);
    expect(good.without('met').names).toStrictEqual(['trigger', 'jets']);
    const more = good.with({ heavy: (e) => e.weight > 1 });
    expect(more.names).toStrictEqual(['trigger', 'met', 'jets', 'heavy']);
    expect(good.names).toHaveLength(3);
    expect(Object.isFrozen(good)).toBe(true);
  });

  test('refuse names there are not, names there are, and conditions that may be missing', () => {
    const wrong = good as Any;
    expect(() => wrong.mask('mett')).toThrow("the selection has no cut 'mett'\nhint: did you mean 'met'?");
    expect(() => wrong.without('nothing')).toThrow('no cut');
    expect(() => wrong.only('nothing')).toThrow('no cut');
    expect(() => wrong.require({ nothing: true })).toThrow('no cut');
    expect(() => wrong.with({ met: (e: Any) => e.met > 1 })).toThrow('has a cut met already');
    expect(() => selection(events, { perhaps: ((e: Any) => e.perhaps > 1) as Any })).toThrow('may be missing');
    expect(() => selection(events, { n: ((e: Any) => e.met) as Any })).toThrow('the cut n needs true or false');
    expect(() => selection(events, { other: fromValues<{ x: boolean }>([{ x: true }]).x as Any })).toThrow(
      'other rows',
    );
    expect(() => selection(rows as Any, {})).toThrow('takes a dataset');
    expect(() => cutflow({} as Any)).toThrow('cutflow takes a selection');
  });

  test('have as many cuts as there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`cut${i}`, events.met.gt(i)] as const));
    const found = await cutflow(selection(events, many)).value();
    expect(found.rows()).toHaveLength(101);
    expect(found.rows().map(({ passed }) => passed.events)).toStrictEqual([
      5,
      ...Array.from({ length: 100 }, (_, i) => rows.filter(({ met }) => met > i).length),
    ]);
    const without = await nMinusOne(selection(events, many)).value();
    expect(without.rows().map(({ others }) => others.events)).toStrictEqual(
      Array.from({ length: 100 }, (_, i) => rows.filter(({ met }) => met > (i === 99 ? 98 : 99)).length),
    );
  });
});

describe('a cutflow', () => {
  test('counts cuts one after the other, and each alone', async () => {
    const found = await cutflow(good).value();
    expect(found).toBeInstanceOf(Cutflow);
    expect(found.weighted).toBe(false);
    const events = found.rows().map(({ name, passed, alone }) => [name, passed.events, alone.events]);
    expect(events).toStrictEqual([
      ['all events', 5, 5],
      ['trigger', 3, 3],
      ['met', 2, 3],
      ['jets', 1, 3],
    ]);
    expect(found.rows()[1]?.passed).toStrictEqual({ events: 3, sumw: 3, sumw2: 3 });
  });

  test('sums weights and their squares', async () => {
    const { lambda, column, one } = await compute({
      lambda: cutflow(good, { weight: (e) => e.weight }),
      column: cutflow(good, { weight: events.weight }),
      one: cutflow(good, { weight: 2 }),
    });
    expect(lambda.weighted).toBe(true);
    expect(lambda.rows().map(({ passed }) => passed)).toStrictEqual([
      { events: 5, sumw: 13.5, sumw2: 85.25 },
      { events: 3, sumw: 6.5, sumw2: 20.25 },
      { events: 2, sumw: 6, sumw2: 20 },
      { events: 1, sumw: 2, sumw2: 4 },
    ]);
    expect(lambda.rows()[3]?.alone).toStrictEqual({ events: 3, sumw: 1.5, sumw2: 5.25 });
    expect(column.toJSON()).toStrictEqual(lambda.toJSON());
    expect(one.rows()[2]?.passed).toStrictEqual({ events: 2, sumw: 4, sumw2: 8 });
  });

  test('is printed as a table', async () => {
    const { plain, weighted } = await compute({
      plain: cutflow(good),
      weighted: cutflow(good, { weight: (e) => e.weight }),
    });
    expect(String(plain)).toBe(
      [
        'cut         events   of all  of before  alone  of all',
        'all events       5  100.0 %',
        'trigger          3   60.0 %     60.0 %      3  60.0 %',
        'met              2   40.0 %     66.7 %      3  60.0 %',
        'jets             1   20.0 %     50.0 %      3  60.0 %',
      ].join('\n'),
    );
    expect(String(weighted).split('\n')[2]).toBe(
      'trigger          3   60.0 %     60.0 %      3  60.0 %      6.5      4.5   48.1 %',
    );
    const none = await cutflow(
      selection(
        events.where((e) => e.met > 1000),
        { all: (e) => e.trigger },
      ),
    ).value();
    expect(String(none).split('\n')[2]).toBe('all              0       –          –      0       –');
  });

  test('is added to another of the same cuts', async () => {
    const found = await cutflow(good, { weight: (e) => e.weight }).value();
    const both = found.plus(found);
    expect(both.rows()[1]?.passed).toStrictEqual({ events: 6, sumw: 13, sumw2: 40.5 });
    expect(found.rows()[1]?.passed.events).toBe(3);
    const other = await cutflow(good.only('jets', 'met', 'trigger'), { weight: 1 }).value();
    expect(() => found.plus(other)).toThrow('cannot add counts of all events, jets, met, trigger to those of');
    const plain = await cutflow(good).value();
    expect(() => found.plus(plain)).toThrow('cannot add counts with weights to counts without');
  });

  test('goes through JSON', async () => {
    const found = await cutflow(good, { weight: (e) => e.weight }).value();
    expect(Cutflow.fromJSON(JSON.stringify(found)).toJSON()).toStrictEqual(found.toJSON());
    expect(Cutflow.fromJSON(found.toJSON()).rows()).toStrictEqual(found.rows());
    expect(() => Cutflow.fromJSON('{"weighted": true}')).toThrow('needs weighted and rows');
    expect(() => Cutflow.fromJSON({ weighted: true, rows: [{}] })).toThrow('needs named rows');
    expect(() => Cutflow.fromJSON({ weighted: true, rows: [{ name: 'a' }] })).toThrow('needs events, sumw and sumw2');
  });

  test('refuses weights that are none, or may be missing', () => {
    expect(() => cutflow(good, { weight: (e) => e.perhaps as Any })).toThrow('the weight may be missing');
    expect(() => cutflow(good, { weight: ((e: Any) => e.trigger) as Any })).toThrow('the weight needs a number');
  });

  test('shows each condition in the plan, with those before by name', () => {
    const text = explain({ cuts: cutflow(good, { weight: (e) => e.weight }) });
    expect(text).toContain(
      [
        'output cuts: how many rows meet each of 7 conditions',
        '  0 all: true',
        '  1 trigger alone: event.trigger',
        '  1 trigger: event.trigger',
        '  2 met alone: event.met > 20',
        '  2 met: event.trigger && (event.met > 20)',
        '  3 jets alone: event.jets.length >= 2',
        '  3 jets: (2 met) && (event.jets.length >= 2)',
        '  weight event.weight',
      ].join('\n'),
    );
  });

  test('runs the same as a plan from elsewhere', async () => {
    const json = JSON.parse(JSON.stringify(plan({ cuts: cutflow(good, { weight: (e) => e.weight }) })));
    const { cuts } = (await runPlan(json, events)) as Any;
    expect(cuts['2 met']).toStrictEqual({ count: 2, sum: 6, squares: 20 });
  });

  test('is the same by kernels', async () => {
    const outputs = { cuts: cutflow(good, { weight: (e) => e.weight }), without: nMinusOne(good) };
    const [kernels, loops] = [await compute(outputs, { engine: 'kernels' }), await compute(outputs)];
    expect(kernels.cuts.toJSON()).toStrictEqual(loops.cuts.toJSON());
    expect(kernels.without.toJSON()).toStrictEqual(loops.without.toJSON());
  });
});

describe('all cuts but one', () => {
  test('are counted for each', async () => {
    const found = await nMinusOne(good, { weight: (e) => e.weight }).value();
    expect(found).toBeInstanceOf(NMinusOne);
    expect(found.all).toStrictEqual({ events: 5, sumw: 13.5, sumw2: 85.25 });
    expect(found.passed).toStrictEqual({ events: 1, sumw: 2, sumw2: 4 });
    expect(found.rows()).toStrictEqual([
      { name: 'trigger', others: { events: 2, sumw: 1, sumw2: 5 } },
      { name: 'met', others: { events: 2, sumw: 2.5, sumw2: 4.25 } },
      { name: 'jets', others: { events: 2, sumw: 6, sumw2: 20 } },
    ]);
    expect(NMinusOne.fromJSON(JSON.stringify(found)).toJSON()).toStrictEqual(found.toJSON());
    expect(found.plus(found).rows()[0]?.others.events).toBe(4);
  });

  test('are printed as a table', async () => {
    expect(String(await nMinusOne(good).value())).toBe(
      [
        '                 events   of all  it removes  of these',
        'all events            5  100.0 %',
        'without trigger       2   40.0 %           1    50.0 %',
        'without met           2   40.0 %           1    50.0 %',
        'without jets          2   40.0 %           1    50.0 %',
        'all cuts              1   20.0 %',
      ].join('\n'),
    );
  });

  test('choose the events that outputs are made of', async () => {
    const met = axis.regular(2, 0, 100);
    const found = await compute({
      each: nMinusOne(good, (chosen, cut) => ({
        met: histogram(met).fill(chosen.met),
        ...(cut === 'jets' ? { jets: chosen.jets.length } : {}),
      })),
    });
    expect([...found.each.met.met.values()]).toStrictEqual([1, 1]);
    expect([...found.each.trigger.met.values()]).toStrictEqual([0, 2]);
    expect(found.each.jets.jets).toStrictEqual([2, 0]);
  });
});
