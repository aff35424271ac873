import { ExpressionError } from '../../../compiler/tree/problem.ts';
import { columnsOfOne } from '../characters.ts';
import { escapeMarkup } from '../markup.ts';

/** The size of a drawing in pixels. */
export interface SizeOptions {
  readonly width?: number;
  readonly height?: number;
}

/** Where something is drawn. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a drawing stands in: a page of its own, or HTML, whose colours of text and background it then has. */
export type Surround = 'page' | 'html';

const FONT = 12;
const HEADING = 15;
const SMALL = 11;
/** The width of characters that take none, one and two columns, in the size of the font. */
const EMS = [0, 0.6, 1];

/** The whole drawing. It needs nothing from outside and has no names that could clash with those of another one. */
export function svgDocument(
  { width, height }: Required<SizeOptions>,
  label: string,
  surround: Surround,
  parts: readonly string[],
): string {
  const box = `viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(label)}"`;
  const font = `font-family="system-ui, sans-serif" font-size="${FONT}" fill="currentColor"`;
  const place =
    surround === 'page'
      ? `width="${width}" height="${height}" color="#222"`
      : `width="${width}" style="max-width:100%;height:auto"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${place} ${box} ${font}>`,
    surround === 'page' ? `<rect width="${width}" height="${height}" fill="#fff"/>` : '',
    ...parts,
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** A size that can be drawn; an error that says what can. */
export function checkSize(width: number, height: number): Required<SizeOptions> {
  if (!(width >= 160 && height >= 120 && width <= 20000 && height <= 20000))
    throw new ExpressionError('bad-size', `a drawing needs 160 to 20000 by 120 to 20000, found ${width} by ${height}`);
  return { width, height };
}

/** One line of text. */
export function label(x: number, y: number, text: string, attributes = ''): string {
  return `<text x="${px(x)}" y="${px(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escapeMarkup(text)}</text>`;
}

/** The title above a drawing. */
export function heading(title: string, width: number): string {
  const place = `text-anchor="middle" font-size="${HEADING}"`;
  return title === '' ? '' : label(width / 2, 25, fitText(title, width - 16, HEADING), place);
}

/** A line of small text below a drawing. */
export function footnote(text: string, { width, height }: Required<SizeOptions>): string {
  const place = `font-size="${SMALL}" fill-opacity="0.75"`;
  return text === '' ? '' : label(12, height - 7, fitText(text, width - 20, SMALL), place);
}

/** How high a footnote is, with the space around it. */
export function footnoteHeight(text: string): number {
  return text === '' ? 5 : SMALL + 7;
}

/** What a browser shows while the pointer is on the element that it stands in. */
export function tooltip(text: string): string {
  return `<title>${escapeMarkup(text)}</title>`;
}

/** A line of the colour of text. */
export function line(path: string, opacity = 1, attributes = ''): string {
  if (path === '') return '';
  const faint = opacity === 1 ? '' : ` stroke-opacity="${opacity}"`;
  return `<path d="${path}" fill="none" stroke="currentColor"${faint}${attributes === '' ? '' : ` ${attributes}`}/>`;
}

/** A coordinate, to a hundredth of a pixel. */
export function px(x: number): number {
  return Math.round(x * 100) / 100;
}

/** About how wide a text will be: fonts differ, so a little more. */
export function widthOf(text: string, size = FONT): number {
  let width = 0;
  for (const character of text) width += EMS[columnsOfOne(character)] as number;
  return width * size;
}

/** The widest of some texts. */
export function widest(texts: readonly string[], size = FONT): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text, size)), 0);
}

/** The text cut so that it fits. */
export function fitText(text: string, room: number, size = FONT): string {
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += (EMS[columnsOfOne(character)] as number) * size;
    if (width > room) return `${kept}…`;
    if (width + (EMS[1] as number) * size <= room) kept += character;
  }
  return text;
}
