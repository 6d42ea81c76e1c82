import X from 'lucide-solid/icons/x'
import { type JSX, Show } from 'solid-js'
import { type Choice, FilterChoice } from '../../features/filters/filter-choice.tsx'
import { SearchField } from '../../features/filters/search-field.tsx'
import { type Key, inLocale, t } from '../../i18n/index.ts'
import { clients, scenarios } from '../../lib/lookups.ts'
import type { MeetingFilters } from './meetings-store.ts'
import { meetingStatuses } from '../../../plugins/vocabulary.ts'

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
