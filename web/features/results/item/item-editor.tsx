import { createSignal, type JSX, onMount, Show } from 'solid-js'
import { createStore, unwrap } from 'solid-js/store'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { useResult } from '../result-context.ts'
import { changedValues, toInput } from './edit-values.ts'
import { editableFields, ItemFormFields } from './item-form-fields.tsx'
import { ItemConflict } from './item-conflict.tsx'
import type { ItemProps } from './item-props.ts'
import { createKnownPeople } from './create-known-people.ts'
import { refsOf } from './known-people.ts'

/** What is typed into an item, and saving it onto the revision that it was opened at. */
function createItemEdit(props: ItemProps, onDone: () => void) {
  const { review, store } = useResult()
  const fields = (): FieldView[] => editableFields(props.view)
  // As it was when the form was opened: what arrives meanwhile must not be taken for the author's.
  const opened: ItemView = structuredClone(unwrap(props.item))
  const [inputs, setInputs] = createStore<Record<string, string>>(
    Object.fromEntries(fields().map((field) => [field.name, toInput(opened.value[field.name])])),
  )
  const people = createKnownPeople(store, fields)
  const [busy, setBusy] = createSignal(false)
  const [overtaken, setOvertaken] = createSignal(false)
  return {
    opened,
    fields,
    people,
    busy,
    overtaken,
    valueOf: (field: FieldView): string => inputs[field.name] ?? '',
    setValue: (field: FieldView, text: string): void => setInputs(field.name, text),
    saveOnto: async (rev: number): Promise<void> => {
      const changes = changedValues(fields(), opened.value, inputs)
      if (Object.keys(changes).length === 0) {
        onDone()
        return
      }
      setBusy(true)
      const refs = refsOf(fields(), opened.value, changes, people())
      const outcome = await review.save(props.item.id, changes, rev, refs)
      setBusy(false)
      if (outcome === 'saved') onDone()
      else if (outcome === 'overtaken') setOvertaken(true)
    },
  }
}

/** Edits in place. The server grounds the item again, so its proof may change. */
export function ItemEditor(props: ItemProps): JSX.Element {
  const { review } = useResult()
  let form: HTMLFormElement | undefined
  const kept = createKeptForm(`item.${props.item.id}`)
  onMount(() => {
    if (form) kept.attach(form)
    form?.querySelector<HTMLElement>('textarea, input, select')?.focus()
  })
  const close = (): void => {
    review.setEditing(undefined)
    review.focusItem(props.item.id)
  }
  const discard = (): void => {
    kept.drop()
    close()
  }
  const edit = createItemEdit(props, discard)
  /** Once somebody was told of a conflict, Enter must not decide it. */
  const submit = (): void => {
    if (!edit.busy() && !edit.overtaken()) void edit.saveOnto(edit.opened.rev)
  }
  return (
    <form
      ref={(element) => {
        form = element
      }}
      class="item-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      on:keydown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
        if (event.key !== 'Escape') return
        event.stopPropagation()
        if (kept.mayClose()) close()
      }}
    >
      <KeptNote kept={kept} />
      <Show when={edit.overtaken()}>
        <ItemConflict
          opened={edit.opened}
          now={props.item}
          fields={edit.fields()}
          busy={edit.busy()}
          onSaveMine={() => void edit.saveOnto(props.item.rev)}
          onTakeTheirs={discard}
        />
      </Show>
      <ItemFormFields
        fields={edit.fields()}
        people={edit.people()}
        valueOf={edit.valueOf}
        onInput={edit.setValue}
      />
      <Show when={!edit.overtaken()}>
        <div class="item-form-buttons">
          <Button size="small" look="primary" type="submit" busy={edit.busy()}>
            {t('action.save')}
          </Button>
          <Button size="small" onClick={discard}>
            {t('action.cancel')}
          </Button>
        </div>
      </Show>
    </form>
  )
}
