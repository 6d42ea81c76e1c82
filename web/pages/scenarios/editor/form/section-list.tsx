import Settings2 from 'lucide-solid/icons/settings-2'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import { createSorting } from '../order/sorting.ts'
import { addSection, moveSection } from '../pack/edit-sections.ts'
import type { SectionForm } from '../pack/read-pack.ts'
import { AddLine } from './control/add-line.tsx'
import { Limits } from './limits.tsx'
import { SectionRow } from './section-row.tsx'
import { titleOf } from './title-of.ts'
import './section-list.css'

/** The sections in the order in which people see them. */
export function SectionList(): JSX.Element {
  const editor = useEditor()
  const sections = (): SectionForm[] => editor.form()?.sections ?? []
  const names = (): string[] => sections().map(({ name }) => name)
  const find = (name: string): SectionForm | undefined =>
    sections().find((section) => section.name === name)
  const sorting = createSorting({
    names,
    move: (name, to) => editor.edit((files) => moveSection(files, name, to)),
    moved: (name, at, count) => editor.announceMoved(titleOf(find(name)?.title, name), at, count),
    isFrozen: () => !editor.mayEdit(),
  })
  const add = (typed: string): void => {
    const added = addSection(editor.draft.files(), editor.inOneLanguage(typed))
    editor.edit(() => added.files)
    editor.choose(added.name)
    sorting.focus(added.name)
    editor.announce(t('editor.added', { title: typed }))
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
            <SectionRow name={name} section={find(name)} names={names()} sorting={sorting} />
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
