import { styleText } from 'node:util';

/**
 * Ten colours that people with any colour vision tell apart: the sequence of M. Petroff, arXiv:2107.02270, which CMS
 * recommends.
 */
const COLOURS = [
  '#3f90da',
  '#ffa90e',
  '#bd1f01',
  '#94a4a2',
  '#832db6',
  '#a96b59',
  '#e76300',
  '#b9ac70',
  '#717581',
  '#92dadd',
] as const;

/** The colours of a terminal that come nearest to those, in their order. */
const TERMINAL = [
  'blueBright',
  'yellow',
  'red',
  'gray',
  'magenta',
  'green',
  'redBright',
  'yellowBright',
  'white',
  'cyanBright',
] as const;

/** How many series can be told apart by their colour. */
export const COLOUR_COUNT = COLOURS.length;

/** The colour of a series in SVG; undefined is the colour of the text around. */
export function colourOf(place: number | undefined): string {
  return place === undefined ? 'currentColor' : (COLOURS[place % COLOURS.length] as string);
}

/** How lines of a series are broken, once all colours are taken. */
export function dashOf(place: number | undefined): string {
  const round = Math.floor((place ?? 0) / COLOURS.length);
  return round === 0 ? '' : ` stroke-dasharray="${['6 3', '2 2', '8 2 2 2'][(round - 1) % 3]}"`;
}

/** Text in the colour of a series, for a terminal that shows colours. */
export function painted(text: string, place: number | undefined, colors: boolean): string {
  if (!colors || place === undefined) return text;
  // the caller knows where the text goes
  return styleText(TERMINAL[place % TERMINAL.length] as (typeof TERMINAL)[number], text, { validateStream: false });
}

/** Anchors of the perceptually uniform scale viridis, from little to much. */
export const VIRIDIS = [
  '#440154',
  '#48186a',
  '#472d7b',
  '#424086',
  '#3b528b',
  '#33638d',
  '#2c728e',
  '#26828e',
  '#21918c',
  '#1fa088',
  '#28ae80',
  '#3fbc73',
  '#5ec962',
  '#84d44b',
  '#addc30',
  '#d8e219',
  '#fde725',
] as const;
