const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

const WIDE =
  /^[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** A bar of a share of the room, to an eighth of a character; what is not nothing is seen. */
export function bar(share: number, room: number): string {
  if (!(share > 0)) return '';
  const eighths = Math.max(1, Math.round(Math.min(1, share) * room * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] as string);
}

/** Text without control characters, which could move the cursor of the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '�');
}

/** How many columns of a terminal a text takes: accents take none, letters of East Asia and most pictures two. */
export function columnsOf(text: string): number {
  // most texts are plain, and there are many of them
  if (/^[\x20-\u02ff]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

/** How many columns one character takes. */
export function columnsOfOne(character: string): number {
  if (/^\p{M}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Text of at most so many columns. */
export function clip(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let kept = '';
  let columns = 1;
  for (const character of text) {
    columns += columnsOfOne(character);
    if (columns > most) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The text with blanks before it, up to so many columns. */
export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** The text with blanks after it, up to so many columns. */
export function padRight(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** The columns of the widest text. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

/** How many bins to join so that at most `most` are left: a divisor of their number, or 1 where there is none. */
export function divisorFor(bins: number, most: number): number {
  const least = Math.ceil(bins / Math.max(1, most));
  if (least === 1) return 1;
  for (let n = least; n <= bins / 4; n++) if (bins % n === 0) return n;
  return 1;
}
