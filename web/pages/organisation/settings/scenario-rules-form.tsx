import X from 'lucide-solid/icons/x'
import { createSignal, For, type JSX, onMount, Show } from 'solid-js'
import { createStore, unwrap } from 'solid-js/store'
import type { ScenarioRule } from '../../../../server/modules/settings/proposals/contract.ts'
import { putScenarioRules, readScenarioRules } from '../../../api/settings.ts'
import { t } from '../../../i18n/index.ts'
import { clients } from '../../../lib/lookups.ts'
import { ownProblem, type Problem, problemOf } from '../../../lib/problem.ts'
import { Button, IconButton } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ScenarioOptions } from '../../meetings/scenario-options.tsx'
import './scenario-rules-form.css'

/** As many as the server takes. */
const mostRules = 50

interface RuleFields {
  clientId: string
  /** With commas between them. */
  words: string
  scenario: string
}

const toFields = ({ clientId, words, scenario }: ScenarioRule): RuleFields => ({
  clientId: clientId ?? '',
  words: words.join(', '),
  scenario,
})

const toRule = ({ clientId, words, scenario }: RuleFields): ScenarioRule => ({
  clientId: clientId || null,
  words: words
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean),
  scenario,
})

/** Which scenario is proposed for which new meetings, besides the default one. */
export function ScenarioRulesForm(): JSX.Element {
  const [rules, setRules] = createStore<RuleFields[]>([])
  const [rev, setRev] = createSignal<number>()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [areRead, setRead] = createSignal(false)

  const read = async (): Promise<void> => {
    setProblem()
    try {
      const found = await readScenarioRules()
      setRules(found.rules.map(toFields))
      setRev(found.rev)
      setRead(true)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(() => void read())

  const submit = async (): Promise<void> => {
    const wanted = unwrap(rules).map(toRule)
    if (wanted.some(({ clientId, words, scenario }) => !scenario || (!clientId && !words.length))) {
      setProblem(ownProblem('rule_unfit', 0, t('scenarioRules.unfit')))
      return
    }
    setBusy(true)
    setProblem()
    try {
      // The organisation's other settings share the revision, and may have been saved on this page.
      const saved = await putScenarioRules({ rules: wanted })
      setRules(saved.rules.map(toFields))
      setRev(saved.rev)
      showToast({ tone: 'plain', words: t('settings.saved') })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section class="form-card" aria-labelledby="settings-scenario-rules">
      <h2 id="settings-scenario-rules">{t('scenarioRules.title')}</h2>
      <p class="field-hint">{t('scenarioRules.words')}</p>
      <Show when={areRead()}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <ol class="scenario-rules">
            <For each={rules}>
              {(rule, at) => (
                <li class="scenario-rule">
                  <div class="scenario-rule-part">
                    <span class="field-label" aria-hidden="true">
                      {t('scenarioRules.client')}
                    </span>
                    <select
                      class="input"
                      aria-label={t('scenarioRules.client')}
                      onChange={(event) => setRules(at(), 'clientId', event.currentTarget.value)}
                    >
                      <option value="" selected={!rule.clientId}>
                        {t('scenarioRules.anyClient')}
                      </option>
                      <Show
                        when={rule.clientId && !clients().some(({ id }) => id === rule.clientId)}
                      >
                        <option value={rule.clientId} selected>
                          {t('scenarioRules.goneClient')}
                        </option>
                      </Show>
                      <For each={clients()}>
                        {(client) => (
                          <option value={client.id} selected={client.id === rule.clientId}>
                            {client.name}
                          </option>
                        )}
                      </For>
                    </select>
                  </div>
                  <div class="scenario-rule-part">
                    <span class="field-label" aria-hidden="true">
                      {t('scenarioRules.title.words')}
                    </span>
                    <input
                      class="input"
                      aria-label={t('scenarioRules.title.words')}
                      autocomplete="off"
                      maxLength={800}
                      placeholder={t('scenarioRules.title.placeholder')}
                      value={rule.words}
                      onInput={(event) => setRules(at(), 'words', event.currentTarget.value)}
                    />
                  </div>
                  <div class="scenario-rule-part">
                    <span class="field-label" aria-hidden="true">
                      {t('scenarioRules.scenario')}
                    </span>
                    <select
                      class="input"
                      aria-label={t('scenarioRules.scenario')}
                      onChange={(event) => setRules(at(), 'scenario', event.currentTarget.value)}
                    >
                      <option value="" selected={!rule.scenario}>
                        {t('scenarioRules.choose')}
                      </option>
                      <ScenarioOptions chosen={rule.scenario} />
                    </select>
                  </div>
                  <IconButton
                    label={t('scenarioRules.remove', { at: at() + 1 })}
                    onClick={() => setRules((all) => all.filter((_, one) => one !== at()))}
                  >
                    <X />
                  </IconButton>
                </li>
              )}
            </For>
          </ol>
          <Button
            size="small"
            disabled={rules.length >= mostRules}
            onClick={() => setRules(rules.length, { clientId: '', words: '', scenario: '' })}
          >
            {t('scenarioRules.add')}
          </Button>
          <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
          <Button type="submit" look="primary" busy={busy()} disabled={rev() === undefined}>
            {t('action.save')}
          </Button>
        </form>
      </Show>
      <Show when={!areRead() && problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
    </section>
  )
}
