import { createSignal, For, type JSX, onMount, Show } from 'solid-js'
import { createStore, unwrap } from 'solid-js/store'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { useResult } from '../result-context.ts'
import { changedValues, isEditable, isLongText, toInput } from './edit-values.ts'
import { ValueInput } from './value-input.tsx'
import { ItemConflict } from './item-conflict.tsx'
import type { ItemProps } from './item-props.ts'
import { createKnownPeople } from './create-known-people.ts'
import { refsOf } from './known-people.ts'

/** Edits in place. The server grounds the item again, so its proof may change. */
export function ItemEditor(props: ItemProps): JSX.Element {
  const { review, store } = useResult()
  const fields = (): FieldView[] =>
    props.view.fields
      .filter(isEditable)
      .toSorted(
        (a, b) => Number(b.name === props.view.textField) - Number(a.name === props.view.textField),
      )
  // As it was when the form was opened: what arrives meanwhile must not be taken for the author's.
  const opened: ItemView = structuredClone(unwrap(props.item))
  const [inputs, setInputs] = createStore<Record<string, string>>(
    Object.fromEntries(fields().map((field) => [field.name, toInput(opened.value[field.name])])),
  )
  const people = createKnownPeople(store, fields)
  const [busy, setBusy] = createSignal(false)
  const [overtaken, setOvertaken] = createSignal(false)
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
  const saveOnto = async (rev: number): Promise<void> => {
    const changes = changedValues(fields(), opened.value, inputs)
    if (Object.keys(changes).length === 0) {
      discard()
      return
    }
    setBusy(true)
    const refs = refsOf(fields(), opened.value, changes, people())
    const outcome = await review.save(props.item.id, changes, rev, refs)
    setBusy(false)
    if (outcome === 'saved') discard()
    else if (outcome === 'overtaken') setOvertaken(true)
  }
  /** Enter must not decide for who has only just been told. */
  const submit = (): void => {
    if (!busy() && !overtaken()) void saveOnto(opened.rev)
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
      <Show when={overtaken()}>
        <ItemConflict
          opened={opened}
          now={props.item}
          fields={fields()}
          busy={busy()}
          onSaveMine={() => void saveOnto(props.item.rev)}
          onTakeTheirs={discard}
        />
      </Show>
      <div class="item-form-fields">
        <For each={fields()}>
          {(field) => (
            <div classList={{ 'item-form-whole': isLongText(field) || field.fields !== null }}>
              <Field
                label={inLocale(field.title)}
                hint={field.type === 'array' && !field.fields ? t('item.listHint') : undefined}
              >
                {(ids) => (
                  <ValueInput
                    field={field}
                    id={ids.id}
                    describedBy={ids.describedBy}
                    people={[...new Set(people().map(({ name }) => name))]}
                    value={inputs[field.name] ?? ''}
                    onInput={(text) => setInputs(field.name, text)}
                  />
                )}
              </Field>
            </div>
          )}
        </For>
      </div>
      <Show when={!overtaken()}>
        <div class="item-form-buttons">
          <Button size="small" look="primary" type="submit" busy={busy()}>
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
