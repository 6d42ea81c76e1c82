import { createSignal, onMount } from 'solid-js'
import type { SettingsView } from '../../../../server/modules/settings/contract.ts'
import type { ScenarioRulesView } from '../../../../server/modules/settings/proposals/contract.ts'
import { readScenarioRules, readSettings } from '../../../api/settings.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { me, setMe } from '../../../lib/session.ts'

/** Shows the saved values in the page's own frame at once. */
function showInShell({ name, logo, locale, timeZone, defaultScenario }: SettingsView): void {
  const known = me()
  if (!known) return
  const tenant = { ...known.tenant, name, logo, locale, timeZone, defaultScenario }
  setMe({ ...known, tenant })
}

/**
 * Settings and rules share one revision. A save from this page that moved it by one from what a card shows proves that
 * nobody else wrote between: the card goes on from there.
 */
const movedOn = <T extends { rev: number }>(shown: T | undefined, rev: number): T | undefined =>
  shown && shown.rev + 1 === rev ? { ...shown, rev } : shown

export function createSettings() {
  const [settings, setSettings] = createSignal<SettingsView>()
  const [problem, setProblem] = createSignal<Problem>()
  const [rules, setRules] = createSignal<ScenarioRulesView>()
  const [rulesProblem, setRulesProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    setProblem()
    try {
      setSettings(await readSettings())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const readRules = async (): Promise<void> => {
    setRulesProblem()
    try {
      setRules(await readScenarioRules())
    } catch (error) {
      setRulesProblem(problemOf(error))
    }
  }
  onMount(() => void Promise.all([read(), readRules()]))
  return {
    settings,
    problem,
    read,
    take: (saved: SettingsView): void => {
      setSettings(saved)
      setRules((shown) => movedOn(shown, saved.rev))
      showInShell(saved)
    },
    rules,
    rulesProblem,
    readRules,
    takeRules: (saved: ScenarioRulesView): void => {
      setRules(saved)
      setSettings((shown) => movedOn(shown, saved.rev))
    },
  }
}

export type SettingsStore = ReturnType<typeof createSettings>
