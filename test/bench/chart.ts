import { scaleBand, scaleLog } from 'd3-scale';

/** A bar of a chart. */
export interface Bar {
  readonly query: string;
  readonly peer: string;
  readonly ms: number;
}

const COLORS = ['#2f6ea8', '#c8553d', '#e0a030', '#6a994e', '#7b5ea7', '#8a8a8a', '#4aa3a2', '#b07aa1'];
const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [900, 380, 56, 56, 344];

/** Bars on a logarithmic scale, a group for each query, as SVG text. Shorter is faster. */
export function drawBars(bars: readonly Bar[], title: string): string {
  const queries = [...new Set(bars.map(({ query }) => query))];
  const peers = [...new Set(bars.map(({ peer }) => peer))];
  const most = Math.max(...bars.map(({ ms }) => ms));
  const lowest = Math.min(...bars.map(({ ms }) => ms)) / 2;
  const x = scaleBand(queries, [LEFT, WIDTH - 12]).paddingInner(0.15);
  const inner = scaleBand(peers, [0, x.bandwidth()]);
  const y = scaleLog([lowest, most * 1.2], [BOTTOM, TOP]);
  const label = y.tickFormat(6, ',d');
  const grid = y
    .ticks(6)
    .flatMap((tick) =>
      label(tick) === ''
        ? []
        : [
            `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${at(y(tick))}" y2="${at(y(tick))}" stroke="#e4e4e4"/>`,
            text(LEFT - 6, y(tick) + 4, label(tick), 'end'),
          ],
    );
  const rects = bars.map(({ query, peer, ms }) => {
    const left = (x(query) as number) + (inner(peer) as number);
    const name = `${peer}, ${query}: ${ms.toFixed(0)} ms`;
    return `<rect x="${at(left)}" y="${at(y(ms))}" width="${at(inner.bandwidth() - 1)}" height="${at(BOTTOM - y(ms))}" fill="${colorOf(peers, peer)}"><title>${name}</title></rect>`;
  });
  const names = queries.map((query) => text((x(query) as number) + x.bandwidth() / 2, BOTTOM + 18, query, 'middle'));
  const legend = peers.map((peer, i) => {
    const left = LEFT + i * 120;
    return `<rect x="${left}" y="32" width="10" height="10" fill="${colorOf(peers, peer)}"/>${text(left + 14, 41, peer, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 20, title, 'start'),
    ...legend,
    ...grid,
    ...rects,
    ...names,
    '</svg>',
    '',
  ].join('\n');
}

const colorOf = (peers: readonly string[], peer: string): string =>
  COLORS[peers.indexOf(peer) % COLORS.length] as string;
const at = (value: number): string => value.toFixed(1);
const text = (x: number, y: number, words: string, anchor: string): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
