import type { ProviderKind, TestOutcome } from './contract.ts'

/** Encrypts and decrypts with the organisation's own key; `place` must be the same both times. */
export interface KeySealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** What an organisation brought, with its key in the clear. Held for the length of a call. */
export interface OwnSettings {
  kind: ProviderKind
  baseUrl: string | null
  model: string | null
  contextTokens: number | null
  key: string | null
}

/** What came back from a test. */
export interface Probed {
  outcome: TestOutcome
  /** The request that was made. */
  tried: string
  status: number | null
  serverMessage: string | null
  latencyMs: number | null
  model: string | null
  /** Why the address was not asked, in both languages. */
  refusal?: { en: string; ru: string }
}

/** The way to servers that organisations chose. */
export interface ProviderProbe {
  /** Asks a server, at the least cost, whether it answers and takes the key. Never rejects. */
  test(settings: OwnSettings, signal: AbortSignal): Promise<Probed>
  /** Why an address may not be asked, whatever is there; null where it may. */
  refusalOf(address: string): Promise<{ en: string; ru: string; reason: string } | null>
}

/** What the operator offers to everybody; null where there is nothing. */
export interface Offered {
  speech: string | null
  /** Null where the built-in provider fills the sections. */
  model: string | null
}

/** Counts how often something is tried. */
export interface TryCounter {
  count(key: string, windowSeconds: number): Promise<{ attempts: number; secondsLeft: number }>
}
