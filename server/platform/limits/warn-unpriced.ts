import type { Log } from '../log.ts'

/** Each process has one log. */
const warned = new WeakSet<Log>()

/** Says once for each process that money is limited and that the price of what is bought is not known. */
export function warnUnpriced(log: Log, provider: string): void {
  if (warned.has(log)) return
  warned.add(log)
  log.warn(
    { reason: provider },
    'A limit of money cannot bind: the price of this language model is not known, or its server counts no tokens. OPENAI_PRICES names prices',
  )
}
