import {
  createMemo,
  createResource,
  createSignal,
  For,
  type JSX,
  Match,
  onMount,
  Show,
  Switch,
} from 'solid-js'
import { createStore, unwrap } from 'solid-js/store'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { useMeeting } from '../meeting-context.ts'
import { findPeople } from '../speakers/name-picks.tsx'
import { changedValues, isEditable, isLongText, toInput } from './edit-values.ts'
import { ItemConflict } from './item-conflict.tsx'
import type { ItemProps } from './item-frame.tsx'
import { knownPeople, refsOf } from './known-people.ts'

interface InputProps {
  field: FieldView
  value: string
  id: string
  describedBy: string | undefined
  /** Whom a field for a person can name. */
  people: readonly string[]
  onInput: (text: string) => void
}

function ChoiceInput(props: InputProps): JSX.Element {
  const choices = (): { value: string; label: string }[] =>
    props.field.type === 'boolean'
      ? [
          { value: 'true', label: t('item.yes') },
          { value: 'false', label: t('item.no') },
        ]
      : (props.field.options ?? []).map((one) => ({
          value: one.value,
          label: inLocale(one.title),
        }))
  return (
    <select
      class="input"
      id={props.id}
      name={props.field.name}
      onChange={(event) => props.onInput(event.currentTarget.value)}
    >
      <option value="">{t('item.notSaid')}</option>
      <For each={choices()}>
        {(choice) => (
          <option value={choice.value} selected={choice.value === props.value}>
            {choice.label}
          </option>
        )}
      </For>
    </select>
  )
}

function FieldInput(props: InputProps): JSX.Element {
  const kind = (): string => {
    if (props.field.format === 'date') return 'date'
    return props.field.format === 'email' ? 'email' : 'text'
  }
  const isPerson = (): boolean => props.field.format === 'person'
  return (
    <Switch
      fallback={
        <>
          <input
            class="input"
            id={props.id}
            name={props.field.name}
            aria-describedby={props.describedBy}
            type={kind()}
            list={isPerson() ? `${props.id}-people` : undefined}
            autocomplete={isPerson() ? 'off' : undefined}
            value={props.value}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
          <Show when={isPerson()}>
            <datalist id={`${props.id}-people`}>
              <For each={props.people}>{(name) => <option value={name} />}</For>
            </datalist>
          </Show>
        </>
      }
    >
      <Match when={props.field.options || props.field.type === 'boolean'}>
        <ChoiceInput {...props} />
      </Match>
      <Match when={props.field.type === 'array' || isLongText(props.field)}>
        <textarea
          class="input"
          id={props.id}
          name={props.field.name}
          aria-describedby={props.describedBy}
          rows={props.field.type === 'array' ? 3 : 2}
          maxLength={
            props.field.type === 'array' ? undefined : (props.field.maxLength ?? undefined)
          }
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      </Match>
    </Switch>
  )
}

/** People of the directory who are offered besides those of the meeting. */
const mostOffered = 100

/** Edits in place. The server grounds the item again, so its proof may change. */
export function ItemEditor(props: ItemProps): JSX.Element {
  const { review, store } = useMeeting()
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
  const hasPeople = (): boolean => fields().some(({ format }) => format === 'person')
  const [directory] = createResource(hasPeople, () => findPeople('', mostOffered), {
    initialValue: [],
  })
  const people = createMemo(() =>
    knownPeople(store.state.transcript?.speakers ?? [], [
      ...(store.state.meeting?.participants ?? []),
      ...(settled(directory) ?? []),
    ]),
  )
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
            <div classList={{ 'item-form-whole': isLongText(field) }}>
              <Field
                label={inLocale(field.title)}
                hint={field.type === 'array' ? t('item.listHint') : undefined}
              >
                {(ids) => (
                  <FieldInput
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
