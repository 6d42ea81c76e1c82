import X from 'lucide-solid/icons/x'
import { createResource, createUniqueId, type JSX, Show } from 'solid-js'
import { listServiceAccounts } from '../../../api/keys.ts'
import { listMembers } from '../../../api/members.ts'
import type { AuditFilter } from '../../../api/audit.ts'
import { t } from '../../../i18n/index.ts'
import { type Choice, FilterChoice } from '../../../features/filters/filter-choice.tsx'
import { type AuditArea, auditAreas, isAuditArea } from './areas.ts'

/** The filter in the address. Days are in the reader's time zone. */
export type AuditSearch = Partial<Record<'actor' | 'area' | 'from' | 'to', string>>

const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '')

/** The start of a local day or of the next one; undefined where it is not a day. */
function startOf(day: string | undefined, daysLater = 0): string | undefined {
  if (!isDay(day)) return undefined
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const at = new Date(year, month - 1, date + daysLater)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

export function toFilter({ actor, area, from, to }: AuditSearch): AuditFilter {
  const [notBefore, before] = [startOf(from), startOf(to, 1)]
  return {
    ...(actor ? { actor } : {}),
    ...(area && isAuditArea(area) ? { action: auditAreas[area] } : {}),
    ...(notBefore ? { from: notBefore } : {}),
    ...(before ? { to: before } : {}),
  }
}

async function readActors(): Promise<Choice[]> {
  const [members, accounts] = await Promise.all([listMembers(), listServiceAccounts()])
  return [...members.data, ...accounts.data].map(({ id, name }) => ({ value: id, label: name }))
}

function DayField(props: {
  label: string
  value: string | undefined
  onChoose: (day: string) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <span class="filter day-filter" classList={{ 'filter-set': Boolean(props.value) }}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="date"
        value={props.value ?? ''}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      />
    </span>
  )
}

export function AuditFilters(props: {
  search: AuditSearch
  onChange: (change: AuditSearch) => void
}): JSX.Element {
  const [actors] = createResource(readActors)
  const known = (): Choice[] => (actors.error ? [] : (actors.latest ?? []))
  const areas = Object.keys(auditAreas) as AuditArea[]
  const isAny = (): boolean => Object.values(props.search).some(Boolean)
  return (
    <div class="filters" role="search">
      <FilterChoice
        name={t('audit.person')}
        value={props.search.actor}
        choices={known()}
        onChoose={(actor) => props.onChange({ actor: actor ?? '' })}
      />
      <FilterChoice
        name={t('audit.area')}
        value={props.search.area}
        choices={areas.map((area) => ({ value: area, label: t(`audit.area.${area}`) }))}
        onChoose={(area) => props.onChange({ area: area ?? '' })}
      />
      <DayField
        label={t('audit.fromDay')}
        value={props.search.from}
        onChoose={(from) => props.onChange({ from })}
      />
      <DayField
        label={t('audit.toDay')}
        value={props.search.to}
        onChoose={(to) => props.onChange({ to })}
      />
      <Show when={isAny()}>
        <button
          type="button"
          class="filters-clear"
          onClick={() => props.onChange({ actor: '', area: '', from: '', to: '' })}
        >
          <X />
          {t('meetings.filter.clear')}
        </button>
      </Show>
    </div>
  )
}
