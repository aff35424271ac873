/** Text that is safe in XML and HTML, also in attributes; control characters, which XML does not allow, are replaced. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/[\p{Cs}\uFFFE\uFFFF]|[^\P{Cc}\t\r\n]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
