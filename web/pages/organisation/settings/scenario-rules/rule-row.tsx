import X from 'lucide-solid/icons/x'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { clients, scenarios } from '../../../../lib/lookups.ts'
import { IconButton } from '../../../../ui/control/button.tsx'
import { ScenarioOptions } from '../../../../features/filters/scenario-options.tsx'
import type { RuleFields } from './rule-fields.ts'

interface RowProps {
  rule: RuleFields
  /** Its place, from 1. */
  number: number
  onChange: (change: Partial<RuleFields>) => void
  onRemove: () => void
}

function ClientChoice(props: RowProps): JSX.Element {
  const isGone = (): boolean =>
    props.rule.clientId !== '' && !clients().some(({ id }) => id === props.rule.clientId)
  return (
    <select
      class="input"
      aria-label={t('scenarioRules.client')}
      onChange={(event) => props.onChange({ clientId: event.currentTarget.value })}
    >
      <option value="" selected={!props.rule.clientId}>
        {t('scenarioRules.anyClient')}
      </option>
      <Show when={isGone()}>
        <option value={props.rule.clientId} selected>
          {t('scenarioRules.goneClient')}
        </option>
      </Show>
      <For each={clients()}>
        {(client) => (
          <option value={client.id} selected={client.id === props.rule.clientId}>
            {client.name}
          </option>
        )}
      </For>
    </select>
  )
}

function ScenarioChoice(props: RowProps): JSX.Element {
  const isGone = (): boolean =>
    props.rule.scenario !== '' && !scenarios().some(({ id }) => id === props.rule.scenario)
  return (
    <select
      class="input"
      aria-label={t('scenarioRules.scenario')}
      onChange={(event) => props.onChange({ scenario: event.currentTarget.value })}
    >
      <option value="" selected={!props.rule.scenario}>
        {t('scenarioRules.choose')}
      </option>
      <Show when={isGone()}>
        <option value={props.rule.scenario} selected>
          {t('scenarioRules.goneScenario')}
        </option>
      </Show>
      <ScenarioOptions chosen={props.rule.scenario} />
    </select>
  )
}

export function RuleRow(props: RowProps): JSX.Element {
  return (
    <li class="scenario-rule">
      <div class="scenario-rule-part">
        <span class="field-label" aria-hidden="true">
          {t('scenarioRules.client')}
        </span>
        <ClientChoice {...props} />
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
          value={props.rule.words}
          onInput={(event) => props.onChange({ words: event.currentTarget.value })}
        />
      </div>
      <div class="scenario-rule-part">
        <span class="field-label" aria-hidden="true">
          {t('scenarioRules.scenario')}
        </span>
        <ScenarioChoice {...props} />
      </div>
      <IconButton
        label={t('scenarioRules.remove', { at: props.number })}
        onClick={() => props.onRemove()}
      >
        <X />
      </IconButton>
    </li>
  )
}
