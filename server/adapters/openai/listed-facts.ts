import type { ModelPrice } from '../../platform/settings/price-config.ts'

/** What a server's list of models says about one model. */
export interface ListedFacts {
  contextTokens: number | null
  price: ModelPrice | null
}

const nothing: ListedFacts = { contextTokens: null, price: null }
/** The names that servers use for the context: the configured size before the model's maximum. */
const contextNames = [
  'loaded_context_length',
  'max_model_len',
  'n_ctx',
  'context_length',
  'context_window',
  'max_context_length',
  'max_input_tokens',
]
const minContext = 1_024
const maxContext = 100_000_000
const microUsd = 1_000_000
const perMillion = 1_000_000

/** Reads `GET /models` for one model; every field is null where the list does not state it. Never throws. */
export function readListed(list: unknown, model: string): ListedFacts {
  const entries = entriesOf(list)
  const entry =
    entries.find((one) => named(one) === model) ?? (entries.length === 1 ? entries[0] : undefined)
  if (!entry) return nothing
  return { contextTokens: contextOf(entry), price: priceOf(entry['pricing']) }
}

type Entry = Record<string, unknown>

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function entriesOf(list: unknown): Entry[] {
  const found = isEntry(list) ? (list['data'] ?? list['models']) : list
  return Array.isArray(found) ? found.filter(isEntry) : []
}

const named = (entry: Entry): unknown => entry['id'] ?? entry['name'] ?? entry['model']

function contextOf(entry: Entry): number | null {
  const places = [entry, entry['meta'], entry['top_provider']].filter(isEntry)
  for (const name of contextNames) {
    for (const place of places) {
      const tokens = Number(place[name] ?? Number.NaN)
      if (Number.isInteger(tokens) && tokens >= minContext && tokens <= maxContext) return tokens
    }
  }
  return null
}

/** US dollars for one token, as gateways list them. */
function priceOf(pricing: unknown): ModelPrice | null {
  if (!isEntry(pricing)) return null
  const amount = (name: string): number | null => {
    const usd = Number(pricing[name] ?? Number.NaN)
    return usd >= 0 && usd < 1 ? Math.round(usd * perMillion * microUsd) : null
  }
  const input = amount('prompt')
  const output = amount('completion')
  if (input === null || output === null) return null
  return { input, cachedInput: amount('input_cache_read') ?? input, output }
}
