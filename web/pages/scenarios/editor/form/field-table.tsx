import Ellipsis from 'lucide-solid/icons/ellipsis'
import GripVertical from 'lucide-solid/icons/grip-vertical'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Menu, type MenuEntry } from '../../../../ui/overlay/menu.tsx'
import { useEditor } from '../editor-context.ts'
import { createSorting, type Sorting } from '../order/sorting.ts'
import { copyField, moveFieldTo, splitFrom, splitOff } from '../pack/copies.ts'
import {
  addField,
  moveField,
  removeField,
  setRequired,
  setTextField,
} from '../pack/field/edit-fields.ts'
import { splitPath } from '../pack/field/field-path.ts'
import type { Files } from '../pack/pack-files.ts'
import type { FieldForm, SectionForm } from '../pack/read-pack.ts'
import { AddLine } from './control/add-line.tsx'
import { FieldDetails } from './field-details.tsx'
import { titleOf } from './title-of.ts'
import { Toggle } from './control/toggle.tsx'
import './field-table.css'

/** More would not fit a menu. */
const mostOthers = 12

const wordKind = (field: FieldForm): string =>
  field.kind === 'choice'
    ? t('editor.kind.choiceOf', { count: field.choices.length })
    : t(`editor.kind.${field.kind}`)

function FieldRow(props: {
  section: SectionForm
  field: FieldForm
  /** Those beside it. */
  fields: readonly FieldForm[]
  sorting: Sorting
}): JSX.Element {
  const editor = useEditor()
  const section = (): string => props.section.name
  const name = (): string => props.field.name
  const title = (): string => titleOf(props.field.title, name())
  const isOpen = (): boolean => {
    const open = editor.openField()
    return open === name() || (open?.startsWith(`${name()}.`) ?? false)
  }
  const around = (): string | undefined => splitPath(name()).parent
  const setOpen = (): unknown => editor.setOpenField(isOpen() ? around() : name())
  const isText = (): boolean => props.section.textField === name()
  const hasFault = (): boolean =>
    editor
      .findings()
      .some(
        ({ place }) =>
          place !== null &&
          'section' in place &&
          place.section === section() &&
          place.field === name(),
      )
  const names = (): string[] => props.fields.map((field) => field.name)
  const copy = (): void => {
    const copied = copyField(editor.draft.files(), section(), name())
    editor.edit(() => copied.files)
    editor.setOpenField(copied.name)
    props.sorting.focus(copied.name)
    editor.announce(t('editor.added', { title: title() }))
  }
  const goTo = (moved: { files: Files; name: string }, to: string, field?: string): void => {
    if (!moved.name) return
    editor.edit(() => moved.files)
    editor.choose(to, field)
    editor.announce(t('editor.movedTo', { title: title() }))
  }
  /** The text of an entry stays: a section without any fits nothing. */
  const elsewhere = (): MenuEntry[] => {
    const disabled = isText() || names().length === 1
    const others = (editor.form()?.sections ?? []).filter(
      ({ name, isByHand }) => name !== section() && !isByHand,
    )
    return [
      {
        label: t('editor.splitOff'),
        disabled,
        run: () => {
          const moved = splitOff(editor.draft.files(), section(), name())
          goTo(moved, moved.name)
        },
      },
      {
        label: t('editor.splitFrom'),
        disabled: disabled || names().at(-1) === name(),
        run: () => {
          const moved = splitFrom(editor.draft.files(), section(), name())
          goTo(moved, moved.name)
        },
      },
      ...others.slice(0, mostOthers).map((other) => ({
        label: t('editor.moveTo', { section: titleOf(other.title, other.name) }),
        disabled,
        run: () => {
          const moved = moveFieldTo(editor.draft.files(), section(), name(), other.name)
          goTo(moved, other.name, moved.name)
        },
      })),
    ]
  }
  const entries = (): MenuEntry[][] => [
    [
      {
        label: t(isOpen() ? 'editor.field.close' : 'editor.field.open'),
        run: setOpen,
      },
      {
        label: t('editor.field.asText'),
        disabled:
          around() !== undefined ||
          isText() ||
          !['text', 'long-text', 'person'].includes(props.field.kind),
        run: () => editor.edit((files) => setTextField(files, section(), name())),
      },
    ],
    [
      {
        label: t('editor.moveUp'),
        detail: t('editor.altUp'),
        disabled: names()[0] === name(),
        run: () => props.sorting.step(name(), -1),
      },
      {
        label: t('editor.moveDown'),
        detail: t('editor.altDown'),
        disabled: names().at(-1) === name(),
        run: () => props.sorting.step(name(), 1),
      },
      { label: t('editor.copy'), run: copy },
    ],
    around() === undefined ? elsewhere() : [],
    [
      {
        label: t('editor.field.remove'),
        danger: true,
        disabled: names().length === 1,
        run: () => {
          const gone = title()
          props.sorting.remove(name(), () =>
            editor.edit((files) => removeField(files, section(), name())),
          )
          editor.sayRemoved(gone)
        },
      },
    ],
  ]
  return (
    <li
      class="field-line"
      classList={{ 'line-dragged': props.sorting.dragged() === name(), 'field-open': isOpen() }}
      data-sort={name()}
    >
      <div class="field-row">
        <span
          class="grip"
          aria-hidden="true"
          title={t('editor.drag')}
          onPointerDown={(event) => props.sorting.startDrag(event, name())}
        >
          <GripVertical />
        </span>
        <button
          type="button"
          class="field-name"
          data-sort-focus
          aria-expanded={isOpen()}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          onClick={setOpen}
          onKeyDown={(event) => props.sorting.onKeyDown(event, name())}
        >
          {title()}
          <Show when={isText()}>
            <span class="field-main">{t('editor.field.main')}</span>
          </Show>
          <Show when={hasFault()}>
            <span class="section-fault">
              <TriangleAlert />
              <span class="hidden-words">{t('editor.hasFault')}</span>
            </span>
          </Show>
        </button>
        <span class="field-kind">{wordKind(props.field)}</span>
        <span class="field-required">
          <span class="field-required-word" aria-hidden="true">
            {t('editor.field.required')}
          </span>
          <Toggle
            label={t('editor.field.requiredOf', { title: title() })}
            on={props.field.required}
            disabled={!editor.mayEdit()}
            onChange={(on) => editor.edit((files) => setRequired(files, section(), name(), on))}
          />
        </span>
        <Menu
          label={t('editor.menuOf', { title: title() })}
          trigger={<Ellipsis />}
          triggerClass="icon-button"
          groups={entries()}
        />
      </div>
      <Show when={isOpen()}>
        <FieldDetails section={props.section} field={props.field} />
      </Show>
    </li>
  )
}

/** What each entry of the section says; with `parent`, what each row of that field says. */
export function FieldTable(props: {
  section: SectionForm
  parent?: FieldForm | undefined
}): JSX.Element {
  const editor = useEditor()
  const fields = (): readonly FieldForm[] => (props.parent ?? props.section).fields
  const names = (): string[] => fields().map((field) => field.name)
  const find = (name: string): FieldForm | undefined =>
    fields().find((field) => field.name === name)
  const id = (): string => `fields-title${props.parent ? `-${props.parent.name}` : ''}`
  const title = (): string =>
    props.parent
      ? t('editor.columns.of', { title: titleOf(props.parent.title, props.parent.name) })
      : t('editor.fields')
  const sorting = createSorting({
    names,
    move: (name, to) => editor.edit((files) => moveField(files, props.section.name, name, to)),
    moved: (name, at, count) => editor.sayMoved(titleOf(find(name)?.title, name), at, count),
    isFrozen: () => !editor.mayEdit(),
  })
  const add = (typed: string): void => {
    const added = addField(
      editor.draft.files(),
      props.section.name,
      editor.inOneLanguage(typed),
      'text',
      props.parent?.name,
    )
    editor.edit(() => added.files)
    editor.setOpenField(added.name)
    sorting.focus(added.name)
    editor.announce(t('editor.added', { title: typed }))
  }
  return (
    <div class="fields">
      <h3 class="field-label" id={id()}>
        {title()}
      </h3>
      <div class="field-frame">
        <div class="field-row field-head" aria-hidden="true">
          <span />
          <span>{t('editor.field.name')}</span>
          <span>{t('editor.field.kind')}</span>
          <span>{t('editor.field.required')}</span>
          <span />
        </div>
        <ol ref={sorting.setList} aria-labelledby={id()}>
          <For each={names()}>
            {(name) => (
              <Show when={find(name)}>
                {(field) => (
                  <FieldRow
                    section={props.section}
                    field={field()}
                    fields={fields()}
                    sorting={sorting}
                  />
                )}
              </Show>
            )}
          </For>
        </ol>
        <Show when={editor.mayEdit()}>
          <AddLine
            label={t(props.parent ? 'editor.column.add' : 'editor.field.add')}
            placeholder={t(props.parent ? 'editor.column.placeholder' : 'editor.field.placeholder')}
            onAdd={add}
          />
        </Show>
      </div>
    </div>
  )
}
