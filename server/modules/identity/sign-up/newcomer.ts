import type { Locale } from '../../../../plugins/engine/index.ts'

/** An anonymous caller at the bare host. */
export interface Newcomer {
  requestId: string
  address: string
  locale: Locale
  signal: AbortSignal
  /** The URL of an organisation's pages by slug, e.g. `https://acme.example.com`. */
  originOf(slug: string): string
}
