import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'
import { createKnownPeople } from '../../../features/results/item/create-known-people.ts'
import { changedValues } from '../../../features/results/item/edit-values.ts'
import { editableFields, ItemFormFields } from '../../../features/results/item/item-form-fields.tsx'
import { refsOf } from '../../../features/results/item/known-people.ts'
import { useMeeting } from '../meeting-context.ts'
import { ChangeDialog } from '../speakers/change-dialog.tsx'
import { type CitedWords, textOf } from './cited-words.ts'
import './adding.css'

function Words(props: { cited: CitedWords[] }): JSX.Element {
  const { store } = useMeeting()
  const place = (segmentId: number): string => {
    const { data = [], speakers = [] } = store.state.transcript ?? {}
    const segment = data.find((one) => one.segmentId === segmentId)
    const name = speakers.find(({ id }) => id === segment?.speakerId)?.name
    const startMs = segment?.startMs ?? null
    return [startMs === null ? undefined : formatClock(startMs), name].filter(Boolean).join(' ')
  }
  return (
    <ul class="added-words" aria-label={t('adding.words')}>
      <For each={props.cited}>
        {({ segmentId, quote }) => (
          <li>
            <span class="figures">{place(segmentId)}</span>
            <blockquote class="quote">{t('evidence.quoted', { quote })}</blockquote>
          </li>
        )}
      </For>
    </ul>
  )
}

export default function AddItemDialog(props: {
  cited: CitedWords[]
  onClose: () => void
}): JSX.Element {
  const { adding, store } = useMeeting()
  const first = (): string =>
    adding.sections().find(({ name }) => name === adding.lastSection())?.name ??
    adding.sections()[0]?.name ??
    ''
  const [name, setName] = createSignal(first())
  const view = createMemo(() => adding.sections().find((one) => one.name === name())?.view)
  const fields = createMemo((): FieldView[] => {
    const shown = view()
    return shown ? editableFields(shown) : []
  })
  const people = createKnownPeople(store, fields)
  const text = textOf(props.cited)
  /** By field, so that going to another section and back loses nothing. */
  const [inputs, setInputs] = createStore<Record<string, string>>({})
  const keyOf = (field: FieldView): string => `${name()}.${field.name}`
  const valueOf = (field: FieldView): string =>
    inputs[keyOf(field)] ?? (field.name === view()?.textField ? text : '')

  const add = async (): Promise<boolean> => {
    const typed = Object.fromEntries(fields().map((field) => [field.name, valueOf(field)]))
    const value = changedValues(fields(), {}, typed)
    const refs = refsOf(fields(), {}, value, people())
    await adding.add({
      section: name(),
      value,
      ...(Object.keys(refs).length > 0 ? { refs } : {}),
      evidence: props.cited,
    })
    return true
  }
  return (
    <ChangeDialog
      title={t('adding.title')}
      keepAt={`added.${store.id}.${props.cited[0]?.segmentId ?? 0}`}
      submit={t('adding.do')}
      run={add}
      impact={undefined}
      onClose={props.onClose}
    >
      <Words cited={props.cited} />
      <Field label={t('adding.section')}>
        {(ids) => (
          <select
            class="input"
            id={ids.id}
            name="section"
            autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          >
            <For each={adding.sections()}>
              {(section) => (
                <option value={section.name} selected={section.name === name()}>
                  {inLocale(section.view.title)}
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Show when={view()} keyed>
        {(shown) => (
          <ItemFormFields
            fields={editableFields(shown)}
            people={people()}
            valueOf={valueOf}
            onInput={(field, typed) => setInputs(keyOf(field), typed)}
          />
        )}
      </Show>
    </ChangeDialog>
  )
}
