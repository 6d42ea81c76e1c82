import ChevronDown from 'lucide-solid/icons/chevron-down'
import X from 'lucide-solid/icons/x'
import {
  createEffect,
  createResource,
  createSignal,
  createUniqueId,
  For,
  type JSX,
  Show,
} from 'solid-js'
import type { PersonView } from '../../../server/modules/directory/contract.ts'
import { readPerson, searchPeople } from '../../api/people.ts'
import { t } from '../../i18n/index.ts'
import { onLive } from '../../lib/live/live.ts'
import { settled } from '../../lib/settled.ts'
import { IconButton } from '../../ui/control/button.tsx'
import './person-filter.css'

interface Choice {
  id: string
  label: string
}

/** People of one name are told apart by what else the directory knows. */
const toChoices = (people: readonly PersonView[]): Choice[] =>
  people.map(({ id, name, client, jobTitle, email }) => {
    const isOnly = people.filter((other) => other.name === name).length === 1
    const more = isOnly ? [] : [client?.name, jobTitle, email].filter(Boolean)
    return { id, label: [name, ...more].join(' · ') }
  })

/** Chooses a person of the directory, which may be too long for a list: typing narrows it down. */
export function PersonFilter(props: {
  name: string
  /** Id of the person. */
  value: string | undefined
  onChoose: (id: string | undefined) => void
}): JSX.Element {
  const listId = createUniqueId()
  const [typed, setTyped] = createSignal<string>()
  const [found] = createResource(typed, (text) => searchPeople(text), { initialValue: [] })
  const choices = (): Choice[] => toChoices(settled(found) ?? [])
  const [person, { refetch }] = createResource(() => props.value, readPerson)
  onLive({ itemsChanged: () => void refetch(), reset: () => void refetch() })
  const chosen = (): string => settled(person)?.name ?? t('items.owner.unknown')
  // A name can be chosen before the list has arrived.
  const [wanted, setWanted] = createSignal<string>()
  createEffect(() => {
    const choice = choices().find(({ label }) => label === wanted())
    if (choice) props.onChoose(choice.id)
  })
  return (
    <Show
      when={props.value}
      fallback={
        <span class="filter person-filter">
          <input
            aria-label={props.name}
            placeholder={props.name}
            list={listId}
            autocomplete="off"
            onFocus={(event) => setTyped(event.currentTarget.value.trim())}
            onInput={(event) => {
              setWanted(undefined)
              setTyped(event.currentTarget.value.trim())
            }}
            onChange={(event) => setWanted(event.currentTarget.value.trim())}
          />
          <datalist id={listId}>
            <For each={choices()}>{({ label }) => <option value={label} />}</For>
          </datalist>
          <ChevronDown />
        </span>
      }
    >
      <span class="filter filter-set person-filter">
        <span class="person-filter-name">
          {props.name}: {chosen()}
        </span>
        <IconButton
          label={t('meetings.filter.any', { name: props.name })}
          onClick={() => {
            setTyped(undefined)
            setWanted(undefined)
            props.onChoose(undefined)
          }}
        >
          <X />
        </IconButton>
      </span>
    </Show>
  )
}
