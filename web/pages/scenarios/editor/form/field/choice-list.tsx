import GripVertical from 'lucide-solid/icons/grip-vertical'
import X from 'lucide-solid/icons/x'
import { For, type JSX, Show } from 'solid-js'
import { type Locale, locales } from '../../../../../../plugins/vocabulary.ts'
import { t } from '../../../../../i18n/index.ts'
import { IconButton } from '../../../../../ui/control/button.tsx'
import { useEditor } from '../../editor-context.ts'
import { languageLabels } from '../../language-labels.ts'
import { createSorting, type Sorting } from '../../order/sorting.ts'
import {
  addChoice,
  choiceLabelKey,
  moveChoice,
  ownChoices,
  removeChoice,
  setChoiceLabel,
} from '../../pack/edit-choices.ts'
import type { ChoiceForm, FieldForm } from '../../pack/read-pack.ts'
import { AddLine } from '../control/add-line.tsx'
import { LiveText } from '../control/live-text.tsx'
import { otherWords, titleOf } from '../title-of.ts'

interface ChoicesProps {
  section: string
  field: FieldForm
}

/** The title of a choice in one language; another language's title is its placeholder. */
function ChoiceTitle(
  props: ChoicesProps & { choice: ChoiceForm | undefined; value: string; locale: Locale },
): JSX.Element {
  const editor = useEditor()
  const place = () => ({ section: props.section, field: props.field.name, value: props.value })
  const key = (): string | undefined => choiceLabelKey(editor.draft.files(), place())
  const fault = (): string | undefined => {
    const known = key()
    return known === undefined ? undefined : editor.titleFault(known, props.locale)
  }
  const leave = (): void => {
    const known = key()
    if (known !== undefined) editor.leaveTitle(known, props.locale)
  }
  const set = (text: string): void =>
    editor.edit(
      (files) => setChoiceLabel(files, place(), props.locale, text),
      `choice ${props.section}.${props.field.name} ${props.value} ${props.locale}`,
    )
  return (
    <LiveText
      label={t(languageLabels[props.locale].choice)}
      lang={props.locale}
      maxLength={200}
      disabled={!editor.mayEdit()}
      value={props.choice?.title[props.locale] ?? ''}
      placeholder={otherWords(props.choice?.title, props.locale)}
      fault={fault()}
      onLeave={leave}
      onInput={set}
    />
  )
}

function ChoiceRow(props: ChoicesProps & { value: string; sorting: Sorting }): JSX.Element {
  const editor = useEditor()
  const choice = (): ChoiceForm | undefined =>
    props.field.choices.find(({ value }) => value === props.value)
  const remove = (): void =>
    props.sorting.remove(props.value, () =>
      editor.edit((files) => removeChoice(files, props.section, props.field.name, props.value)),
    )
  return (
    <li
      class="choice-line"
      classList={{ 'line-dragged': props.sorting.dragged() === props.value }}
      data-sort={props.value}
      onKeyDown={(event) => props.sorting.onKeyDown(event, props.value)}
    >
      <span
        class="grip"
        aria-hidden="true"
        title={t('editor.drag')}
        onPointerDown={(event) => props.sorting.startDrag(event, props.value)}
      >
        <GripVertical />
      </span>
      <For each={locales}>
        {(locale) => (
          <ChoiceTitle
            section={props.section}
            field={props.field}
            choice={choice()}
            value={props.value}
            locale={locale}
          />
        )}
      </For>
      <IconButton
        data-sort-focus
        label={t('editor.choice.remove', { title: titleOf(choice()?.title, props.value) })}
        disabled={!editor.mayEdit() || props.field.choices.length === 1}
        onClick={remove}
      >
        <X />
      </IconButton>
    </li>
  )
}

/** Says which other fields use the same list, and offers to give this field its own. */
function SharedNotice(props: ChoicesProps): JSX.Element {
  const editor = useEditor()
  const otherFields = (): string =>
    props.field.sharedWith
      .map(({ section, field }) => {
        const other = editor.form()?.sections.find(({ name }) => name === section)
        const shared = other?.fields.find(({ name }) => name === field)
        return t('editor.quoted', {
          words: `${titleOf(other?.title, section)} · ${titleOf(shared?.title, field)}`,
        })
      })
      .join(', ')
  return (
    <p class="field-hint">
      {t('editor.choices.shared', { fields: otherFields() })}{' '}
      <button
        type="button"
        class="link"
        onClick={() => editor.edit((files) => ownChoices(files, props.section, props.field.name))}
      >
        {t('editor.choices.own')}
      </button>
    </p>
  )
}

/** The choices of a field, in every language. */
export function ChoiceList(props: ChoicesProps): JSX.Element {
  const editor = useEditor()
  const values = (): string[] => props.field.choices.map(({ value }) => value)
  const place = () => [props.section, props.field.name] as const
  const titleIn = (value: string): string =>
    titleOf(props.field.choices.find((choice) => choice.value === value)?.title, value)
  const sorting = createSorting({
    names: values,
    move: (value, to) => editor.edit((files) => moveChoice(files, ...place(), value, to)),
    moved: (value, at, count) => editor.announceMoved(titleIn(value), at, count),
    isFrozen: () => !editor.mayEdit(),
  })
  return (
    <fieldset class="choices" style={{ '--languages': locales.length }}>
      <legend class="field-label">{t('editor.choices')}</legend>
      <Show when={props.field.sharedWith.length > 0}>
        <SharedNotice section={props.section} field={props.field} />
      </Show>
      <div class="choice-line choice-head" aria-hidden="true">
        <span />
        <For each={locales}>{(lang) => <span>{t(languageLabels[lang].choices)}</span>}</For>
      </div>
      <ol ref={sorting.setList}>
        <For each={values()}>
          {(value) => (
            <ChoiceRow
              section={props.section}
              field={props.field}
              value={value}
              sorting={sorting}
            />
          )}
        </For>
      </ol>
      <Show when={editor.mayEdit()}>
        <AddLine
          label={t('editor.choice.add')}
          placeholder={t('editor.choice.placeholder')}
          stays
          onAdd={(title) =>
            editor.edit((files) => addChoice(files, ...place(), editor.inOneLanguage(title)))
          }
        />
      </Show>
    </fieldset>
  )
}
