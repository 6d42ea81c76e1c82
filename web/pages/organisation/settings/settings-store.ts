import { createSignal, onMount } from 'solid-js'
import type { SettingsView } from '../../../../server/modules/settings/contract.ts'
import { readSettings } from '../../../api/settings.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { me, putMe } from '../../../lib/session.ts'

/** What this page saves shows in its own frame at once. */
function showInShell({ name, logo, locale, timeZone, defaultScenario }: SettingsView): void {
  const known = me()
  if (!known) return
  const tenant = { ...known.tenant, name, logo, locale, timeZone, defaultScenario }
  putMe({ ...known, tenant })
}

export function createSettings() {
  const [settings, setSettings] = createSignal<SettingsView>()
  const [problem, setProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    setProblem()
    try {
      setSettings(await readSettings())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(() => void read())
  return {
    settings,
    problem,
    read,
    take: (saved: SettingsView): void => {
      setSettings(saved)
      showInShell(saved)
    },
  }
}

export type SettingsStore = ReturnType<typeof createSettings>
