const shownLines = 10

/** As Stripe does: an invoice shows its first ten lines, and says that there are more. */
export function shortenLists(node: unknown): void {
  if (node === null || typeof node !== 'object') return
  const { object, lines } = node as {
    object?: string
    lines?: { data: unknown[]; has_more: boolean }
  }
  if (object === 'invoice' && lines && lines.data.length > shownLines) {
    lines.data = lines.data.slice(0, shownLines)
    lines.has_more = true
  }
  for (const value of Object.values(node)) shortenLists(value)
}
