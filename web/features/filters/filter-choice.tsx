import ChevronDown from 'lucide-solid/icons/chevron-down'
import { For, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import './filters.css'

export interface Choice {
  value: string
  label: string
}

export function FilterChoice(props: {
  name: string
  value: string | undefined
  choices: readonly Choice[]
  onChoose: (value: string | undefined) => void
}): JSX.Element {
  return (
    <span class="filter" classList={{ 'filter-set': Boolean(props.value) }}>
      <select
        aria-label={props.name}
        value={props.value ?? ''}
        onChange={(event) => props.onChoose(event.currentTarget.value || undefined)}
      >
        <option value="">
          {props.value ? t('meetings.filter.any', { name: props.name }) : props.name}
        </option>
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
