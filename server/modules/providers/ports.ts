import type { ProviderKind, TestOutcome } from './contract.ts'

/** Encrypts and decrypts with the organisation's data key; `place` must be the same both times. */
export interface KeySealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** An organisation's own provider settings with the decrypted key. Keep only for the duration of a call. */
export interface OwnSettings {
  kind: ProviderKind
  baseUrl: string | null
  model: string | null
  contextTokens: number | null
  key: string | null
}

/** The outcome of a test. */
export interface ProbeResult {
  outcome: TestOutcome
  /** The request that was made. */
  tried: string
  status: number | null
  serverMessage: string | null
  latencyMs: number | null
  model: string | null
  /** Why the address was rejected, in both languages. */
  refusal?: { en: string; ru: string }
}

/** Access to servers that organisations choose. */
export interface ProviderProbe {
  /** Checks with a minimal request whether a server answers and accepts the key. Never rejects. */
  test(settings: OwnSettings, signal: AbortSignal): Promise<ProbeResult>
  /** Why an address may not be requested at all; null if it may. */
  refusalOf(address: string): Promise<{ en: string; ru: string; reason: string } | null>
}

/** The operator's providers; null where there are none. */
export interface OperatorProviders {
  speech: string | null
  /** Null when the built-in provider fills the sections. */
  model: string | null
}

/** Counts attempts. */
export interface TestCounter {
  count(key: string, windowSeconds: number): Promise<{ attempts: number; secondsLeft: number }>
}
