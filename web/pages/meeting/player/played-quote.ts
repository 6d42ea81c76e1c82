import type { Span } from './silence.ts'

/** The quote that is heard: which evidence of which item, and when it is spoken. */
export interface PlayedQuote extends Span {
  itemId: string
  index: number
}

/** Going back by one step still belongs to the quote. */
const marginMs = 5_000

/** The quote is left behind its end, and by going back well before it. */
export const quoteAt = (quote: PlayedQuote | undefined, ms: number): PlayedQuote | undefined =>
  quote && ms < quote.endMs && ms >= quote.startMs - marginMs ? quote : undefined

export const isQuoteOf = (quote: PlayedQuote | undefined, itemId: string, index: number): boolean =>
  quote?.itemId === itemId && quote.index === index
