import Ellipsis from 'lucide-solid/icons/ellipsis'
import GripVertical from 'lucide-solid/icons/grip-vertical'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Menu } from '../../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../../ui/overlay/menu-props.ts'
import { type Editor, useEditor } from '../editor-context.ts'
import { orderEntries } from '../order/order-entries.ts'
import type { Sorting } from '../order/sorting.ts'
import { copySection } from '../pack/copies.ts'
import { removeSection } from '../pack/edit-sections.ts'
import type { SectionForm } from '../pack/read-pack.ts'
import { titleOf } from './title-of.ts'

const titleIn = (editor: Editor, name: string): string =>
  titleOf(editor.form()?.sections.find((section) => section.name === name)?.title, name)

function sectionMenu(
  editor: Editor,
  sorting: Sorting,
  names: readonly string[],
  name: string,
): MenuEntry[][] {
  const copy = (): void => {
    const copied = copySection(editor.draft.files(), name)
    editor.edit(() => copied.files)
    editor.choose(copied.name)
    sorting.focus(copied.name)
    editor.announce(t('editor.added', { title: titleIn(editor, copied.name) }))
  }
  const remove = (): void => {
    const removed = titleIn(editor, name)
    sorting.remove(name, () => editor.edit((files) => removeSection(files, name)))
    editor.announceRemoved(removed)
  }
  return [
    [...orderEntries(sorting, names, name), { label: t('editor.copy'), run: copy }],
    [
      {
        label: t('editor.section.remove'),
        danger: true,
        disabled: names.length === 1,
        run: remove,
      },
    ],
  ]
}

/** Arrow keys go to the neighbouring rows; with Alt they move the row. */
function onRowKey(
  event: KeyboardEvent,
  sorting: Sorting,
  names: readonly string[],
  name: string,
): void {
  sorting.onKeyDown(event, name)
  if (event.defaultPrevented) return
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const next = names[names.indexOf(name) + by]
  if (by === 0 || next === undefined) return
  event.preventDefault()
  document.getElementById(`section-row-${next}`)?.focus()
}

interface SectionRowProps {
  name: string
  section: SectionForm | undefined
  names: readonly string[]
  sorting: Sorting
}

function SectionButton(props: SectionRowProps): JSX.Element {
  const editor = useEditor()
  const title = (): string => titleOf(props.section?.title, props.name)
  const isOpen = (): boolean => !editor.isAbout() && editor.section()?.name === props.name
  const hasFault = (): boolean =>
    editor
      .findings()
      .some(({ place }) => place !== null && 'section' in place && place.section === props.name)
  return (
    <button
      type="button"
      id={`section-row-${props.name}`}
      class="section-row"
      data-sort-focus
      aria-current={isOpen() ? 'true' : undefined}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onClick={() => editor.choose(props.name)}
      onKeyDown={(event) => onRowKey(event, props.sorting, props.names, props.name)}
    >
      <span class="section-name" title={title()}>
        <span>{title()}</span>
      </span>
      <Show when={hasFault()}>
        <span class="section-fault">
          <TriangleAlert />
          <span class="hidden-words">{t('editor.hasFault')}</span>
        </span>
      </Show>
      <span class="section-render">{t(`render.${props.section?.render ?? 'list'}`)}</span>
    </button>
  )
}

export function SectionRow(props: SectionRowProps): JSX.Element {
  const editor = useEditor()
  return (
    <li
      class="section-line"
      classList={{ 'line-dragged': props.sorting.dragged() === props.name }}
      data-sort={props.name}
    >
      <Show when={editor.mayEdit()}>
        <span
          class="grip"
          aria-hidden="true"
          title={t('editor.drag')}
          onPointerDown={(event) => props.sorting.startDrag(event, props.name)}
        >
          <GripVertical />
        </span>
      </Show>
      <SectionButton
        name={props.name}
        section={props.section}
        names={props.names}
        sorting={props.sorting}
      />
      <Show when={editor.mayEdit()}>
        <Menu
          label={t('editor.menuOf', { title: titleOf(props.section?.title, props.name) })}
          trigger={<Ellipsis />}
          triggerClass="icon-button row-menu"
          groups={sectionMenu(editor, props.sorting, props.names, props.name)}
        />
      </Show>
    </li>
  )
}
