import X from 'lucide-solid/icons/x'
import GripVertical from 'lucide-solid/icons/grip-vertical'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { IconButton } from '../../../../../ui/control/button.tsx'
import { useEditor } from '../../editor-context.ts'
import { languageLabels } from '../../language-labels.ts'
import { createSorting } from '../../order/sorting.ts'
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
import { type Locale, locales } from '../../../../../../plugins/vocabulary.ts'

/** What there is to choose from, in every language. */
export function ChoiceList(props: { section: string; field: FieldForm }): JSX.Element {
  const editor = useEditor()
  const values = (): string[] => props.field.choices.map(({ value }) => value)
  const find = (value: string): ChoiceForm | undefined =>
    props.field.choices.find((choice) => choice.value === value)
  const place = () => [props.section, props.field.name] as const
  const sorting = createSorting({
    names: values,
    move: (value, to) => editor.edit((files) => moveChoice(files, ...place(), value, to)),
    moved: (value, at, count) => editor.sayMoved(titleOf(find(value)?.title, value), at, count),
    isFrozen: () => !editor.mayEdit(),
  })
  const set = (value: string, locale: Locale, text: string): void =>
    editor.edit(
      (files) =>
        setChoiceLabel(
          files,
          { section: props.section, field: props.field.name, value },
          locale,
          text,
        ),
      `choice ${place().join('.')} ${value} ${locale}`,
    )
  const keyOf = (value: string): string | undefined =>
    choiceLabelKey(editor.draft.files(), {
      section: props.section,
      field: props.field.name,
      value,
    })
  const faultOf = (value: string, locale: Locale): string | undefined => {
    const key = keyOf(value)
    return key === undefined ? undefined : editor.titleFault(key, locale)
  }
  const leave = (value: string, locale: Locale): void => {
    const key = keyOf(value)
    if (key !== undefined) editor.leaveTitle(key, locale)
  }
  const sharing = (): string =>
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
    <fieldset class="choices" style={{ '--languages': locales.length }}>
      <legend class="field-label">{t('editor.choices')}</legend>
      <Show when={props.field.sharedWith.length > 0}>
        <p class="field-hint">
          {t('editor.choices.shared', { fields: sharing() })}{' '}
          <button
            type="button"
            class="link"
            onClick={() => editor.edit((files) => ownChoices(files, ...place()))}
          >
            {t('editor.choices.own')}
          </button>
        </p>
      </Show>
      <div class="choice-line choice-head" aria-hidden="true">
        <span />
        <For each={locales}>{(lang) => <span>{t(languageLabels[lang].choices)}</span>}</For>
      </div>
      <ol ref={sorting.setList}>
        <For each={values()}>
          {(value) => (
            <li
              class="choice-line"
              classList={{ 'line-dragged': sorting.dragged() === value }}
              data-sort={value}
              onKeyDown={(event) => sorting.onKeyDown(event, value)}
            >
              <span
                class="grip"
                aria-hidden="true"
                title={t('editor.drag')}
                onPointerDown={(event) => sorting.startDrag(event, value)}
              >
                <GripVertical />
              </span>
              <For each={locales}>
                {(lang) => (
                  <LiveText
                    label={t(languageLabels[lang].choice)}
                    lang={lang}
                    maxLength={200}
                    disabled={!editor.mayEdit()}
                    value={find(value)?.title[lang] ?? ''}
                    placeholder={otherWords(find(value)?.title, lang)}
                    fault={faultOf(value, lang)}
                    onLeave={() => leave(value, lang)}
                    onInput={(text) => set(value, lang, text)}
                  />
                )}
              </For>
              <IconButton
                data-sort-focus
                label={t('editor.choice.remove', { title: titleOf(find(value)?.title, value) })}
                disabled={!editor.mayEdit() || values().length === 1}
                onClick={() =>
                  sorting.remove(value, () =>
                    editor.edit((files) => removeChoice(files, ...place(), value)),
                  )
                }
              >
                <X />
              </IconButton>
            </li>
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
