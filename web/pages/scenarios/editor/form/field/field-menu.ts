import { t } from '../../../../../i18n/index.ts'
import type { MenuEntry } from '../../../../../ui/overlay/menu-props.ts'
import type { Editor } from '../../editor-context.ts'
import { orderEntries } from '../../order/order-entries.ts'
import type { Sorting } from '../../order/sorting.ts'
import { copyField, moveFieldTo, splitFrom, splitOff } from '../../pack/copies.ts'
import { removeField, setTextField } from '../../pack/field/edit-fields.ts'
import { splitPath } from '../../pack/field/field-path.ts'
import type { Files } from '../../pack/pack-parts.ts'
import type { FieldForm, SectionForm } from '../../pack/read-pack.ts'
import { titleOf } from '../title-of.ts'

/** More would not fit a menu. */
const maxTargets = 12

export interface FieldMenuContext {
  editor: Editor
  sorting: Sorting
  section: SectionForm
  field: FieldForm
  /** The fields of the same table, this one included. */
  siblings: readonly FieldForm[]
}

/** Whether a field's row is open: it stays open while a field inside it is. */
export const isFieldOpen = (open: string | undefined, name: string): boolean =>
  open === name || (open?.startsWith(`${name}.`) ?? false)

export function toggleField({ editor, field }: Pick<FieldMenuContext, 'editor' | 'field'>): void {
  const isOpen = isFieldOpen(editor.openField(), field.name)
  editor.setOpenField(isOpen ? splitPath(field.name).parent : field.name)
}

/** What a person can do with a field, as the groups of its row's menu. */
export function fieldMenu(context: FieldMenuContext): MenuEntry[][] {
  const isColumn = splitPath(context.field.name).parent !== undefined
  const names = context.siblings.map(({ name }) => name)
  return [
    settingEntries(context, isColumn),
    [...orderEntries(context.sorting, names, context.field.name), copyEntry(context)],
    isColumn ? [] : moveEntries(context),
    [removeEntry(context)],
  ]
}

function settingEntries(context: FieldMenuContext, isColumn: boolean): MenuEntry[] {
  const { editor, section, field } = context
  const isOpen = isFieldOpen(editor.openField(), field.name)
  const canBeText = ['text', 'long-text', 'person'].includes(field.kind)
  return [
    {
      label: t(isOpen ? 'editor.field.close' : 'editor.field.open'),
      run: () => toggleField(context),
    },
    {
      label: t('editor.field.asText'),
      disabled: isColumn || section.textField === field.name || !canBeText,
      run: () => editor.edit((files) => setTextField(files, section.name, field.name)),
    },
  ]
}

function copyEntry({ editor, sorting, section, field }: FieldMenuContext): MenuEntry {
  const copy = (): void => {
    const copied = copyField(editor.draft.files(), section.name, field.name)
    editor.edit(() => copied.files)
    editor.setOpenField(copied.name)
    sorting.focus(copied.name)
    editor.announce(t('editor.added', { title: titleOf(field.title, field.name) }))
  }
  return { label: t('editor.copy'), run: copy }
}

/** The field that is an entry's text stays in its section, and so does a section's last field. */
function moveEntries({ editor, section, field, siblings }: FieldMenuContext): MenuEntry[] {
  const disabled = section.textField === field.name || siblings.length === 1
  const otherSections = (editor.form()?.sections ?? []).filter(
    ({ name, isByHand }) => name !== section.name && !isByHand,
  )
  const follow = (moved: { files: Files; name: string }, to: string, opened?: string): void => {
    if (!moved.name) return
    editor.edit(() => moved.files)
    editor.choose(to, opened)
    editor.announce(t('editor.movedTo', { title: titleOf(field.title, field.name) }))
  }
  return [
    {
      label: t('editor.splitOff'),
      disabled,
      run: () => {
        const moved = splitOff(editor.draft.files(), section.name, field.name)
        follow(moved, moved.name)
      },
    },
    {
      label: t('editor.splitFrom'),
      disabled: disabled || siblings.at(-1)?.name === field.name,
      run: () => {
        const moved = splitFrom(editor.draft.files(), section.name, field.name)
        follow(moved, moved.name)
      },
    },
    ...otherSections.slice(0, maxTargets).map((other) => ({
      label: t('editor.moveTo', { section: titleOf(other.title, other.name) }),
      disabled,
      run: () => {
        const moved = moveFieldTo(editor.draft.files(), section.name, field.name, other.name)
        follow(moved, other.name, moved.name)
      },
    })),
  ]
}

function removeEntry({ editor, sorting, section, field, siblings }: FieldMenuContext): MenuEntry {
  return {
    label: t('editor.field.remove'),
    danger: true,
    disabled: siblings.length === 1,
    run: () => {
      const removed = titleOf(field.title, field.name)
      sorting.remove(field.name, () =>
        editor.edit((files) => removeField(files, section.name, field.name)),
      )
      editor.announceRemoved(removed)
    },
  }
}
