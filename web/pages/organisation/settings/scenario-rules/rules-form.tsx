import { createSignal, For, type JSX, Show, untrack } from 'solid-js'
import { createStore, unwrap } from 'solid-js/store'
import type { ScenarioRulesView } from '../../../../../server/modules/settings/proposals/contract.ts'
import { putScenarioRules } from '../../../../api/settings.ts'
import { t } from '../../../../i18n/index.ts'
import { ownProblem, type Problem, problemOf } from '../../../../lib/problem.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { createKeptForm, KeptNote } from '../../../../ui/control/kept-form.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { showToast } from '../../../../ui/feedback/toasts.tsx'
import type { SettingsStore } from '../settings-store.ts'
import {
  emptyRule,
  isWhole,
  printRules,
  readRules,
  type RuleFields,
  toFields,
  toRule,
} from './rule-fields.ts'
import { RuleRow } from './rule-row.tsx'
import './rules-form.css'

/** The server's limit. */
const maxRules = 50

const overtaken = 'rules_overtaken'

/** The rules as they are typed, and their saving against the revision that was read. */
function createRules(store: SettingsStore, saved: ScenarioRulesView) {
  const kept = createKeptForm('settings.scenario-rules')
  const [rules, setRules] = createStore<RuleFields[]>(saved.rules.map(toFields))
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let text: HTMLInputElement | undefined
  /** Adding and removing rules fires no input event, but has to be kept as well. */
  const changed = (): void => void text?.dispatchEvent(new Event('input', { bubbles: true }))
  const submit = async (): Promise<void> => {
    const rev = store.rules()?.rev
    const wanted = unwrap(rules).map(toRule)
    if (busy() || rev === undefined) return
    if (!wanted.every(isWhole)) {
      setProblem(ownProblem('rule_unfit', 0, t('scenarioRules.unfit')))
      return
    }
    setBusy(true)
    setProblem()
    try {
      const view = await putScenarioRules({ rules: wanted }, rev)
      store.takeRules(view)
      setRules(view.rules.map(toFields))
      kept.settle()
      showToast({ tone: 'plain', words: t('settings.saved') })
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      if (found.code !== 'precondition_failed') return
      // Keep what was typed, so that the next attempt is made against the current revision.
      await store.readRules()
      setProblem(ownProblem(overtaken, 0, t('scenarioRules.overtaken')))
    } finally {
      setBusy(false)
    }
  }
  return {
    kept,
    rules,
    busy,
    problem,
    submit,
    attachText: (element: HTMLInputElement): void => {
      text = element
    },
    /** Takes rules that were kept from an earlier visit. */
    take: (typed: string): void => {
      const found = typed === printRules(rules) ? undefined : readRules(typed)
      if (found) setRules(found)
    },
    add: (): void => {
      setRules(rules.length, { ...emptyRule })
      changed()
    },
    /** Replaces what was typed with the current rules. */
    takeTheirs: (): void => {
      setRules((store.rules()?.rules ?? []).map(toFields))
      kept.settle()
      setProblem()
    },
    change: (at: number, change: Partial<RuleFields>): void => setRules(at, change),
    remove: (at: number): void => {
      setRules((all) => all.filter((_, one) => one !== at))
      changed()
    },
  }
}

function Rules(props: { store: SettingsStore; saved: ScenarioRulesView }): JSX.Element {
  const form = untrack(() => createRules(props.store, props.saved))
  return (
    <form
      noValidate
      ref={(element) => form.kept.attach(element)}
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      <KeptNote kept={form.kept} />
      <input
        hidden
        aria-hidden="true"
        name="scenario-rules"
        ref={(element) => form.attachText(element)}
        value={printRules(form.rules)}
        onInput={(event) => form.take(event.currentTarget.value)}
      />
      <ol class="scenario-rules">
        <For each={form.rules}>
          {(rule, at) => (
            <RuleRow
              rule={rule}
              number={at() + 1}
              onChange={(change) => form.change(at(), change)}
              onRemove={() => form.remove(at())}
            />
          )}
        </For>
      </ol>
      <Button size="small" disabled={form.rules.length >= maxRules} onClick={() => form.add()}>
        {t('scenarioRules.add')}
      </Button>
      <Show when={form.problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={
              found().code === overtaken
                ? { label: t('scenarioRules.takeTheirs'), run: () => form.takeTheirs() }
                : undefined
            }
          />
        )}
      </Show>
      <Button type="submit" look="primary" busy={form.busy()}>
        {t('action.save')}
      </Button>
    </form>
  )
}

/** Which scenario is proposed for which new meetings, besides the default one. */
export function ScenarioRulesForm(props: { store: SettingsStore }): JSX.Element {
  return (
    <section class="form-card" aria-labelledby="settings-scenario-rules">
      <h2 id="settings-scenario-rules">{t('scenarioRules.title')}</h2>
      <p class="field-hint">{t('scenarioRules.words')}</p>
      <Show when={props.store.rules()}>
        {(saved) => <Rules store={props.store} saved={saved()} />}
      </Show>
      <Show when={!props.store.rules() && props.store.rulesProblem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => void props.store.readRules() }}
          />
        )}
      </Show>
    </section>
  )
}
