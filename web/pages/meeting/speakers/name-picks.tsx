import { createResource, For, type JSX, Show } from 'solid-js'
import { findPeople } from '../../../features/directory/find-people.ts'
import { t } from '../../../i18n/index.ts'
import { settled } from '../../../lib/settled.ts'
import { useMeeting } from '../meeting-context.ts'

export interface Pick {
  name: string
  personId: string | null
  detail?: string | undefined
}

const maxPeople = 6

/** Who it may be: participants who have no voice yet, then people of the directory. */
export function NamePicks(props: {
  typed: string
  takenNames: ReadonlySet<string>
  chosen: Pick
  onPick: (pick: Pick) => void
}): JSX.Element {
  const { store } = useMeeting()
  const [people] = createResource(
    () => props.typed.trim(),
    (text) => findPeople(text, maxPeople),
    {
      initialValue: [],
    },
  )
  const picks = (): Pick[] => {
    const participants = (store.state.meeting?.participants ?? []).map(
      ({ name, personId, role }): Pick => ({ name, personId, detail: role ?? undefined }),
    )
    const all = [...participants, ...(settled(people) ?? [])]
    return all.filter(
      (pick, at) =>
        !props.takenNames.has(pick.name) &&
        all.findIndex(
          (other) =>
            other.name === pick.name && (!pick.personId || other.personId === pick.personId),
        ) === at,
    )
  }
  return (
    <Show when={picks().length > 0}>
      <fieldset class="picks">
        <legend class="field-label">{t('speakers.picks')}</legend>
        <For each={picks()}>
          {(pick) => (
            <button
              type="button"
              class="pick"
              aria-pressed={
                pick.name === props.chosen.name && pick.personId === props.chosen.personId
              }
              onClick={() => props.onPick(pick)}
            >
              {pick.name}
              <Show when={pick.detail}>
                {(detail) => <span class="pick-detail">{detail()}</span>}
              </Show>
            </button>
          )}
        </For>
      </fieldset>
    </Show>
  )
}
