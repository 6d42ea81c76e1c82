import Ellipsis from 'lucide-solid/icons/ellipsis'
import GripVertical from 'lucide-solid/icons/grip-vertical'
import Settings2 from 'lucide-solid/icons/settings-2'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Menu } from '../../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../../ui/overlay/menu-props.ts'
import { useEditor } from '../editor-context.ts'
import { createSorting } from '../order/sorting.ts'
import { copySection } from '../pack/copies.ts'
import { addSection, moveSection, removeSection } from '../pack/edit-sections.ts'
import type { SectionForm } from '../pack/read-pack.ts'
import { AddLine } from './control/add-line.tsx'
import { Limits } from './limits.tsx'
import { titleOf } from './title-of.ts'
import './section-list.css'

/** The sections in the order in which people see them. */
export function SectionList(): JSX.Element {
  const editor = useEditor()
  const sections = (): SectionForm[] => editor.form()?.sections ?? []
  const names = (): string[] => sections().map(({ name }) => name)
  const find = (name: string): SectionForm | undefined =>
    sections().find((section) => section.name === name)
  const title = (name: string): string => titleOf(find(name)?.title, name)
  const sorting = createSorting({
    names,
    move: (name, to) => editor.edit((files) => moveSection(files, name, to)),
    moved: (name, at, count) => editor.sayMoved(title(name), at, count),
    isFrozen: () => !editor.mayEdit(),
  })
  const hasFault = (name: string): boolean =>
    editor
      .findings()
      .some(({ place }) => place !== null && 'section' in place && place.section === name)
  const copy = (name: string): void => {
    const copied = copySection(editor.draft.files(), name)
    editor.edit(() => copied.files)
    editor.choose(copied.name)
    sorting.focus(copied.name)
    editor.announce(t('editor.added', { title: title(copied.name) }))
  }
  const entries = (name: string): MenuEntry[][] => [
    [
      {
        label: t('editor.moveUp'),
        detail: t('editor.altUp'),
        disabled: names()[0] === name,
        run: () => sorting.step(name, -1),
      },
      {
        label: t('editor.moveDown'),
        detail: t('editor.altDown'),
        disabled: names().at(-1) === name,
        run: () => sorting.step(name, 1),
      },
      { label: t('editor.copy'), run: () => copy(name) },
    ],
    [
      {
        label: t('editor.section.remove'),
        danger: true,
        disabled: names().length === 1,
        run: () => {
          const gone = title(name)
          sorting.remove(name, () => editor.edit((files) => removeSection(files, name)))
          editor.sayRemoved(gone)
        },
      },
    ],
  ]
  const add = (typed: string): void => {
    const added = addSection(editor.draft.files(), editor.inOneLanguage(typed))
    editor.edit(() => added.files)
    editor.choose(added.name)
    sorting.focus(added.name)
    editor.announce(t('editor.added', { title: typed }))
  }
  const walk = (event: KeyboardEvent, name: string): void => {
    sorting.onKeyDown(event, name)
    if (event.defaultPrevented) return
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const next = names()[names().indexOf(name) + by]
    if (by === 0 || next === undefined) return
    event.preventDefault()
    document.getElementById(`section-row-${next}`)?.focus()
  }
  return (
    <nav class="section-list" aria-label={t('editor.sections')}>
      <button
        type="button"
        class="section-row about-row"
        aria-current={editor.isAbout() ? 'true' : undefined}
        onClick={() => editor.choose('')}
      >
        <Settings2 />
        {t('editor.about')}
      </button>
      <h2 class="column-title">{t('editor.sections')}</h2>
      <ol ref={sorting.setList}>
        <For each={names()}>
          {(name) => (
            <li
              class="section-line"
              classList={{ 'line-dragged': sorting.dragged() === name }}
              data-sort={name}
            >
              <Show when={editor.mayEdit()}>
                <span
                  class="grip"
                  aria-hidden="true"
                  title={t('editor.drag')}
                  onPointerDown={(event) => sorting.startDrag(event, name)}
                >
                  <GripVertical />
                </span>
              </Show>
              <button
                type="button"
                id={`section-row-${name}`}
                class="section-row"
                data-sort-focus
                aria-current={
                  !editor.isAbout() && editor.section()?.name === name ? 'true' : undefined
                }
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onClick={() => editor.choose(name)}
                onKeyDown={(event) => walk(event, name)}
              >
                <span class="section-name" title={title(name)}>
                  <span>{title(name)}</span>
                </span>
                <Show when={hasFault(name)}>
                  <span class="section-fault">
                    <TriangleAlert />
                    <span class="hidden-words">{t('editor.hasFault')}</span>
                  </span>
                </Show>
                <span class="section-render">{t(`render.${find(name)?.render ?? 'list'}`)}</span>
              </button>
              <Show when={editor.mayEdit()}>
                <Menu
                  label={t('editor.menuOf', { title: title(name) })}
                  trigger={<Ellipsis />}
                  triggerClass="icon-button row-menu"
                  groups={entries(name)}
                />
              </Show>
            </li>
          )}
        </For>
      </ol>
      <Show when={editor.mayEdit() && editor.form()}>
        <AddLine
          label={t('editor.section.add')}
          placeholder={t('editor.section.placeholder')}
          onAdd={add}
        />
      </Show>
      <Limits />
    </nav>
  )
}
