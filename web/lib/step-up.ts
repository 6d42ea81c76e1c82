import { createRoot, createSignal } from 'solid-js'
import { whenProofIsNeeded } from './api.ts'

interface Asking {
  answer: (isProved: boolean) => void
  outcome: Promise<boolean>
}

const [asking, setAsking] = createRoot(() => createSignal<Asking>())

/** Set while a request waits for the person to confirm their identity. */
export { asking }

/** One confirmation answers all waiting requests. */
function ask(): Promise<boolean> {
  const now = asking()
  if (now) return now.outcome
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const answer = (isProved: boolean): void => {
    setAsking()
    resolve(isProved)
  }
  setAsking({ answer, outcome: promise })
  return promise
}

export const askWhenProofIsNeeded = (): void => whenProofIsNeeded(ask)
