import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ModelFault } from '../../../plugins/engine/index.ts'

/** How long a call may take, and how many run in parallel; defaults depend on where the server is. */
export interface Patience {
  /** Until the first word of the answer, or of the reasoning before it. */
  firstTokenMs?: number
  /** Between two signs of life. */
  idleMs?: number
  /** The whole call. */
  callMs?: number
  concurrency?: number
}

const minute = 60_000
const far = { firstTokenMs: 5 * minute, idleMs: 3 * minute, callMs: 20 * minute, concurrency: 4 }
/** A local server has one graphics card or none: it reads a long prompt for minutes, and a second one waits. */
const localPatience = {
  firstTokenMs: 20 * minute,
  idleMs: 5 * minute,
  callMs: 90 * minute,
  concurrency: 2,
}

export const patienceWith = (baseUrl: string, given: Patience = {}): Required<Patience> => ({
  ...(isLocal(baseUrl) ? localPatience : far),
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
})

/** Whether a server is local: a private address, a name without a dot, or a reserved domain. */
export function isLocal(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.replaceAll(/[[\]]/g, '')
  if (isIP(host) !== 0) return ipaddr.process(host).range() !== 'unicast'
  return !host.includes('.') || /\.(local|localhost|internal|lan|home|home\.arpa|test)$/.test(host)
}

/** Watches one call. `heard` reports each sign of life, and whether it was a word. */
export function watchCall({ firstTokenMs, idleMs, callMs }: Required<Patience>) {
  const late = new AbortController()
  const stop = (ms: number, retryable: boolean, message: string) =>
    setTimeout(() => late.abort(new ModelFault('model_timeout', retryable, message)), ms)
  const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
  // A call that did not finish in this time would not finish the next time either.
  const whole = stop(callMs, false, `The answer was not over after ${seconds(callMs)}.`)
  let silent = stop(firstTokenMs, true, `The server gave no word for ${seconds(firstTokenMs)}.`)
  let hasBegun = false
  return {
    signal: late.signal,
    heard(isWord: boolean): void {
      hasBegun ||= isWord
      // Some servers open the answer long before its first word.
      if (!hasBegun) return
      clearTimeout(silent)
      silent = stop(idleMs, true, `The server was silent for ${seconds(idleMs)}.`)
    },
    end(): void {
      clearTimeout(whole)
      clearTimeout(silent)
    },
  }
}
