import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { checkDraft } from '../../../../api/drafts.ts'
import { type Problem, problemOf } from '../../../../lib/problem.ts'
import type { Files } from '../pack/pack-parts.ts'

const checkAfterMs = 400
const firstPauseMs = 2_000
const longestPauseMs = 60_000

/** What the server's checker says of the files; asked again by itself while it cannot be reached. */
export function createChecking(scenarioId: string, files: Accessor<Files>) {
  const [check, setCheck] = createSignal<CheckView>()
  const [isChecking, setChecking] = createSignal(false)
  /** Why the files as they stand were not checked. */
  const [problem, setProblem] = createSignal<Problem>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined
  let failures = 0

  const recheck = async (): Promise<void> => {
    clearTimeout(timer)
    asking?.abort()
    const asked = files()
    const asker = new AbortController()
    asking = asker
    setChecking(true)
    try {
      const found = await checkDraft(scenarioId, asked, asker.signal)
      if (files() !== asked) return
      failures = 0
      setCheck(found)
      setProblem()
    } catch (error) {
      if (asker.signal.aborted) return
      const failed = problemOf(error)
      setProblem(failed)
      if (failed.code === 'offline' || failed.status === 429 || failed.status >= 500) {
        timer = setTimeout(recheckNow, Math.min(firstPauseMs * 2 ** failures, longestPauseMs))
        failures += 1
      }
    } finally {
      if (asking === asker) setChecking(false)
    }
  }
  const recheckNow = (): void => void recheck()
  const checkSoon = (): void => {
    setChecking(true)
    clearTimeout(timer)
    timer = setTimeout(recheckNow, check() ? checkAfterMs : 0)
  }
  const onOnline = (): void => {
    if (problem()) recheckNow()
  }
  window.addEventListener('online', onOnline)
  onCleanup(() => {
    window.removeEventListener('online', onOnline)
    clearTimeout(timer)
    asking?.abort()
  })
  return { check, isChecking, problem, recheck, checkSoon }
}
