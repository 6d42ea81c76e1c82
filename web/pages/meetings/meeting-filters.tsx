import ChevronDown from 'lucide-solid/icons/chevron-down'
import Search from 'lucide-solid/icons/search'
import X from 'lucide-solid/icons/x'
import { For, type JSX, onCleanup, Show } from 'solid-js'
import { type Key, inLocale, t } from '../../i18n/index.ts'
import { clients, scenarios } from '../../lib/lookups.ts'
import { IconButton } from '../../ui/control/button.tsx'
import type { MeetingFilters } from './meetings-store.ts'
import './meeting-filters.css'
import { meetingStatuses } from '../../../plugins/vocabulary.ts'

export interface Choice {
  value: string
  label: string
}

const typingMs = 250

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

export function SearchField(props: {
  label: string
  value: string | undefined
  onSearch: (words: string | undefined) => void
}): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined
  let input: HTMLInputElement | undefined
  onCleanup(() => clearTimeout(timer))
  return (
    <span class="search-field">
      <Search />
      <input
        ref={(element) => {
          input = element
        }}
        class="input"
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={props.value ?? ''}
        onInput={(event) => {
          const words = event.currentTarget.value.trim()
          clearTimeout(timer)
          timer = setTimeout(() => props.onSearch(words || undefined), typingMs)
        }}
      />
      <Show when={props.value}>
        <IconButton
          label={t('meetings.filter.clear')}
          onClick={() => {
            props.onSearch(undefined)
            input?.focus()
          }}
        >
          <X />
        </IconButton>
      </Show>
    </span>
  )
}

export function MeetingFilterBar(props: {
  filters: MeetingFilters
  onChange: (change: MeetingFilters) => void
}): JSX.Element {
  const statusChoices = (): Choice[] =>
    meetingStatuses.map((value) => ({ value, label: t(`status.${value}` satisfies Key) }))
  const any = (): boolean => Object.values(props.filters).some(Boolean)
  return (
    <div class="filters" role="search">
      <SearchField
        label={t('meetings.search')}
        value={props.filters.q}
        onSearch={(q) => props.onChange({ q: q ?? '' })}
      />
      <FilterChoice
        name={t('meetings.filter.status')}
        value={props.filters.status}
        choices={statusChoices()}
        onChoose={(status) => props.onChange({ status: status ?? '' })}
      />
      <Show when={clients().length > 0}>
        <FilterChoice
          name={t('meetings.filter.client')}
          value={props.filters.clientId}
          choices={clients().map((client) => ({ value: client.id, label: client.name }))}
          onChoose={(clientId) => props.onChange({ clientId: clientId ?? '' })}
        />
      </Show>
      <FilterChoice
        name={t('meetings.filter.scenario')}
        value={props.filters.scenario}
        choices={scenarios().map((one) => ({ value: one.id, label: inLocale(one.title) }))}
        onChoose={(scenario) => props.onChange({ scenario: scenario ?? '' })}
      />
      <Show when={any()}>
        <button
          type="button"
          class="filters-clear"
          onClick={() => props.onChange({ q: '', status: '', clientId: '', scenario: '' })}
        >
          <X />
          {t('meetings.filter.clear')}
        </button>
      </Show>
    </div>
  )
}
