import { createContext, createMemo, createSignal, useContext } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import type { Finding } from './check/findings.ts'
import { createFindings } from './check/visible-findings.ts'
import type { Draft } from './draft-store.ts'
import { inOneLanguage } from './form/title-of.ts'
import type { Files } from './pack/pack-parts.ts'
import { type PackForm, readPack, type SectionForm, type Words } from './pack/read-pack.ts'
import { createRemovalToast } from './removal-toast.ts'

/** On a phone one of the columns is seen at a time. */
export type Column = 'sections' | 'form' | 'side'

/** A place in a file, for the JSON pane to show. */
export interface Target {
  file: string
  offset: number
}

/** What the parts of the editor share: the draft as a form, which section is open, and the ways to change it. */
export function createEditor(draft: Draft) {
  const form = createMemo((): PackForm | undefined => readPack(draft.files()))
  const findings = createFindings(draft, form)
  const [chosen, setChosen] = createSignal<string>()
  const [openField, setOpenField] = createSignal<string>()
  const [column, showColumn] = createSignal<Column>('sections')
  const [target, setTarget] = createSignal<Target>()
  const [announcement, announce] = createSignal('')

  /** The open section; the first one where the chosen one no longer exists. */
  const section = createMemo((): SectionForm | undefined => {
    if (chosen() === '') return undefined
    const sections = form()?.sections ?? []
    return sections.find(({ name }) => name === chosen()) ?? sections[0]
  })
  const choose = (name: string, field?: string): void => {
    findings.showAllTitles()
    setChosen(name)
    setOpenField(field)
    showColumn('form')
  }
  const mayEdit = (): boolean => can('scenarios:write')
  const showInJson = ({ file, offset }: Target): void => {
    draft.showSide('json')
    showColumn('side')
    setTarget({ file, offset })
  }
  return {
    draft,
    form,
    section,
    choose,
    /** Whether the scenario itself is open, and no section. */
    isAbout: (): boolean => chosen() === '',
    openField,
    setOpenField,
    column,
    showColumn,
    ...findings,
    announcement,
    announce,
    mayEdit,
    inOneLanguage: (typed: string): Words => inOneLanguage(typed, form()?.languages),
    edit: (change: (files: Files) => Files, key?: string): void => {
      if (mayEdit()) draft.setFiles(change, key)
    },
    target,
    showInJson,
    goTo: (finding: Finding): void => {
      const { place } = finding
      if (place && 'section' in place) choose(place.section, place.field ?? undefined)
      else if (place) choose('')
      else showInJson(finding)
    },
    announceRemoved: createRemovalToast(draft),
    announceMoved: (title: string, at: number, count: number): void => {
      announce(t('editor.moved', { title, at: at + 1, count }))
    },
  }
}

export type Editor = ReturnType<typeof createEditor>
export const EditorContext = createContext<Editor>()

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('This part belongs inside the scenario editor')
  return editor
}
