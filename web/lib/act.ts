import { createSignal } from 'solid-js'
import { type Problem, problemOf } from './problem.ts'

/** Runs an action that may fail; `busy` while it runs, `problem` when it failed. */
export function createAct() {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const run = async (act: () => Promise<void>): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setProblem()
    try {
      await act()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const forget = (): void => {
    setProblem()
  }
  return { busy, problem, run, forget }
}
