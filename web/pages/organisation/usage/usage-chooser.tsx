import ChevronDown from 'lucide-solid/icons/chevron-down'
import { createUniqueId, For, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import '../../../features/filters/filters.css'
import { knownBilling } from '../../../features/billing/billing-store.ts'
import { breakdowns, type Chosen, periods, type UsageSearch } from './usage-search.ts'

function Choose<V extends string>(props: {
  label: string
  value: V
  choices: readonly { value: V; label: string }[]
  onChoose: (value: V) => void
}): JSX.Element {
  return (
    <span class="filter">
      <select
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChoose(event.currentTarget.value as V)}
      >
        <For each={props.choices}>
          {(choice) => (
            <option value={choice.value} selected={choice.value === props.value}>
              {choice.label}
            </option>
          )}
        </For>
      </select>
      <ChevronDown />
    </span>
  )
}

function DayField(props: {
  label: string
  value: string
  onChoose: (day: string) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <span class="filter usage-day">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="date"
        required
        value={props.value}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      />
    </span>
  )
}

/** Chooses the days and the breakdown. */
export function UsageChooser(props: {
  chosen: Chosen
  onChange: (change: UsageSearch) => void
}): JSX.Element {
  return (
    <div class="filters" role="search">
      <Choose
        label={t('usage.period')}
        value={props.chosen.period}
        choices={periods.map((value) => ({ value, label: t(`usage.period.${value}`) }))}
        onChoose={(period) =>
          props.onChange(
            period === 'days'
              ? { period, from: props.chosen.from, to: props.chosen.to }
              : { period, from: '', to: '' },
          )
        }
      />
      <Show when={props.chosen.period === 'days'}>
        <DayField
          label={t('usage.from')}
          value={props.chosen.from}
          onChoose={(from) => props.onChange({ from })}
        />
        <DayField
          label={t('usage.to')}
          value={props.chosen.to}
          onChoose={(to) => props.onChange({ to })}
        />
      </Show>
      <Choose
        label={t('usage.by')}
        value={props.chosen.by}
        choices={breakdowns.map((value) => ({
          value,
          label: `${t('usage.by')}: ${t(`usage.by.${value}`).toLowerCase()}`,
        }))}
        onChoose={(by) => props.onChange({ by })}
      />
      <Show when={props.chosen.by === 'meeting' && knownBilling()?.provider === 'stripe'}>
        <Choose
          label={t('usage.which')}
          value={props.chosen.isMetered ? 'metered' : 'all'}
          choices={(['all', 'metered'] as const).map((value) => ({
            value,
            label: t(`usage.which.${value}`),
          }))}
          onChoose={(which) => props.onChange({ metered: which === 'metered' ? 'true' : '' })}
        />
      </Show>
    </div>
  )
}
