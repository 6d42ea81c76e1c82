/** Makes spreadsheets read the file as UTF-8. */
const byteOrderMark = '\uFEFF'

/** The header line (RFC 4180). */
export const csvHead = (names: readonly string[]): string =>
  `${byteOrderMark}${names.join(',')}\r\n`

export const csvLine = (cells: readonly string[]): string => `${cells.map(toCell).join(',')}\r\n`

/** Prevents a cell from becoming a formula in a spreadsheet (OWASP: CSV injection). */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
