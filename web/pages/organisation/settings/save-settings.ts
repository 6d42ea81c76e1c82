import { createSignal } from 'solid-js'
import type { PatchSettings } from '../../../../server/modules/settings/contract.ts'
import { changeSettings } from '../../../api/settings.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { SettingsStore } from './settings-store.ts'

/** Saves a part of the settings against the revision that is shown. */
export function createSaving(store: () => SettingsStore) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const save = async (change: PatchSettings): Promise<boolean> => {
    const known = store().settings()
    if (!known || busy()) return false
    setBusy(true)
    setProblem()
    try {
      store().take(await changeSettings(change, known.rev))
      showToast({ tone: 'plain', words: t('settings.saved') })
      return true
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      // Keep what was typed, so that the next attempt is made against the current revision.
      if (found.code === 'precondition_failed') await store().read()
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, save }
}
