import type { Type } from '../../compiler/tree/type.ts';
import type { Ends } from './preview.ts';
import { cutValue } from './show.ts';
import { cellsHtml } from './table.ts';

/** The rows of a preview as an HTML table: a column a field where rows are records. */
export function previewHtml({ first, last, length }: Ends, type: Type, typeText: string): string {
  const fields = type.is === 'record' ? [...type.fields.keys()] : undefined;
  const cells = (row: unknown): string[] =>
    fields === undefined
      ? [cutValue(row)]
      : fields.map((name) => cutValue((row as Readonly<Record<string, unknown>> | undefined)?.[name]));
  const columns = fields ?? ['value'];
  const isWhole = length === first.length + last.length;
  const rows = [...first.map(cells), ...(isWhole ? [] : [columns.map(() => '…')]), ...last.map(cells)];
  const table = cellsHtml({ columns, rows, numeric: columns.map(() => false) }, typeText);
  return `<div class="jagged-preview" style="overflow:auto;max-width:100%">${table}</div>`;
}
