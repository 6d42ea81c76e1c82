import type { Log } from '../../server/platform/log.ts'

/** One log per process, so this warns once per process. */
const warned = new WeakSet<Log>()

/** Warns once per process that spending is limited but the price of the model is unknown. */
export function warnUnpriced(log: Log, provider: string): void {
  if (warned.has(log)) return
  warned.add(log)
  log.warn(
    { reason: provider },
    'A spending limit cannot be enforced: this language model has no known price or its server counts no tokens. Set OPENAI_PRICES',
  )
}
