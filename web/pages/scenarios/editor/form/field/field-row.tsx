import Ellipsis from 'lucide-solid/icons/ellipsis'
import GripVertical from 'lucide-solid/icons/grip-vertical'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { Menu } from '../../../../../ui/overlay/menu.tsx'
import { useEditor } from '../../editor-context.ts'
import type { Sorting } from '../../order/sorting.ts'
import { setRequired } from '../../pack/field/edit-fields.ts'
import type { FieldForm, SectionForm } from '../../pack/read-pack.ts'
import { Toggle } from '../control/toggle.tsx'
import { fieldMenu, isFieldOpen, toggleField } from './field-menu.ts'
import { titleOf } from '../title-of.ts'

const formatKind = (field: FieldForm): string =>
  field.kind === 'choice'
    ? t('editor.kind.choiceOf', { count: field.choices.length })
    : t(`editor.kind.${field.kind}`)

interface FieldRowProps {
  section: SectionForm
  field: FieldForm
  siblings: readonly FieldForm[]
  sorting: Sorting
  /** Shown below the row while it is open. */
  children: JSX.Element
}

/** The button that opens the row; it says whether the field is the entry's text and whether something is wrong with it. */
function FieldName(props: {
  section: SectionForm
  field: FieldForm
  sorting: Sorting
  isOpen: boolean
}): JSX.Element {
  const editor = useEditor()
  const hasFault = (): boolean =>
    editor
      .findings()
      .some(
        ({ place }) =>
          place !== null &&
          'section' in place &&
          place.section === props.section.name &&
          place.field === props.field.name,
      )
  return (
    <button
      type="button"
      class="field-name"
      data-sort-focus
      aria-expanded={props.isOpen}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onClick={() => toggleField({ editor, field: props.field })}
      onKeyDown={(event) => props.sorting.onKeyDown(event, props.field.name)}
    >
      {titleOf(props.field.title, props.field.name)}
      <Show when={props.section.textField === props.field.name}>
        <span class="field-main">{t('editor.field.main')}</span>
      </Show>
      <Show when={hasFault()}>
        <span class="section-fault">
          <TriangleAlert />
          <span class="hidden-words">{t('editor.hasFault')}</span>
        </span>
      </Show>
    </button>
  )
}

function RequiredToggle(props: { section: SectionForm; field: FieldForm }): JSX.Element {
  const editor = useEditor()
  return (
    <span class="field-required">
      <span class="field-required-word" aria-hidden="true">
        {t('editor.field.required')}
      </span>
      <Toggle
        label={t('editor.field.requiredOf', {
          title: titleOf(props.field.title, props.field.name),
        })}
        on={props.field.required}
        disabled={!editor.mayEdit()}
        onChange={(on) =>
          editor.edit((files) => setRequired(files, props.section.name, props.field.name, on))
        }
      />
    </span>
  )
}

export function FieldRow(props: FieldRowProps): JSX.Element {
  const editor = useEditor()
  const isOpen = (): boolean => isFieldOpen(editor.openField(), props.field.name)
  return (
    <li
      class="field-line"
      classList={{
        'line-dragged': props.sorting.dragged() === props.field.name,
        'field-open': isOpen(),
      }}
      data-sort={props.field.name}
    >
      <div class="field-row">
        <span
          class="grip"
          aria-hidden="true"
          title={t('editor.drag')}
          onPointerDown={(event) => props.sorting.startDrag(event, props.field.name)}
        >
          <GripVertical />
        </span>
        <FieldName
          section={props.section}
          field={props.field}
          sorting={props.sorting}
          isOpen={isOpen()}
        />
        <span class="field-kind">{formatKind(props.field)}</span>
        <RequiredToggle section={props.section} field={props.field} />
        <Menu
          label={t('editor.menuOf', { title: titleOf(props.field.title, props.field.name) })}
          trigger={<Ellipsis />}
          triggerClass="icon-button"
          groups={fieldMenu({
            editor,
            sorting: props.sorting,
            section: props.section,
            field: props.field,
            siblings: props.siblings,
          })}
        />
      </div>
      <Show when={isOpen()}>{props.children}</Show>
    </li>
  )
}
