import { createSignal } from 'solid-js'
import { type Problem, problemOf } from './problem.ts'

/** Drops answers to earlier reads, and keeps what is shown when a read fails. */
export function createLatestRead<Found>(load: () => Promise<Found>, put: (found: Found) => void) {
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0
  const read = async (): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const found = await load()
      if (mine !== asked) return
      put(found)
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  return { ready, problem, read }
}
