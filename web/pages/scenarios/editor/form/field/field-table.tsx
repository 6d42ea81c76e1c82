import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { useEditor } from '../../editor-context.ts'
import { createSorting } from '../../order/sorting.ts'
import { addField, moveField } from '../../pack/field/edit-fields.ts'
import type { FieldForm, SectionForm } from '../../pack/read-pack.ts'
import { AddLine } from '../control/add-line.tsx'
import { FieldDetails } from './field-details.tsx'
import { FieldRow } from './field-row.tsx'
import { titleOf } from '../title-of.ts'
import './field-table.css'

/** The fields of a section's entries; with `parent`, the columns of that field's rows. */
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
    moved: (name, at, count) => editor.announceMoved(titleOf(find(name)?.title, name), at, count),
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
                    siblings={fields()}
                    sorting={sorting}
                  >
                    <FieldDetails
                      section={props.section}
                      field={field()}
                      columns={<FieldTable section={props.section} parent={field()} />}
                    />
                  </FieldRow>
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
