import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js'
import type { CheckView, FilesCheckView } from '../../../../server/modules/scenarios/contract.ts'
import { checkDraft } from '../../../api/drafts.ts'
import { checkNewFiles } from '../../../api/scenarios.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { draftTarget, type NewFormState } from './new-form-state.ts'
import { isScenarioId } from './scenario-id.ts'

/** What the checker says of a pack; for the next draft of a scenario also what it would change. */
type PackCheck = Pick<FilesCheckView, 'valid' | 'problems'> &
  Partial<Pick<CheckView, 'comparedWith' | 'differences' | 'requiredBump'>>

/** Checks the picked pack again whenever that can change what is found. */
export function createPackCheck(
  state: Accessor<NewFormState>,
  onProblem: (problem: Problem) => void,
) {
  const [check, setCheck] = createSignal<PackCheck>()
  const [checking, setChecking] = createSignal(false)
  let asked = 0
  const run = async (files: Record<string, string>): Promise<void> => {
    asked += 1
    const mine = asked
    setChecking(true)
    try {
      const { id } = state()
      const target = draftTarget(state())
      // The server writes the new id into the pack, so any valid one will do.
      const found = await (target === undefined
        ? checkNewFiles({ id: isScenarioId(id) ? id : 'imported', files })
        : checkDraft(target, files))
      if (mine === asked) setCheck(found)
    } catch (error) {
      if (mine === asked) onProblem(problemOf(error))
    } finally {
      if (mine === asked) setChecking(false)
    }
  }
  const pack = createMemo(() => state().picked?.pack)
  const target = createMemo(() => state().target)
  /** Under its own id a pack keeps what it loses under another one. */
  const keepsId = createMemo(() => state().id === (pack()?.names.id ?? ''))
  createEffect(on([pack, target, keepsId], ([now]) => now && void run(now.files)))
  return { check, checking, clear: (): void => void setCheck() }
}
