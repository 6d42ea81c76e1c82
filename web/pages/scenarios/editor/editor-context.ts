import {
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
  useContext,
} from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'
import { type Finding, findingsOf } from './check/findings.ts'
import { wordFinding } from './check/word-finding.ts'
import type { Draft } from './draft-store.ts'
import { inOneLanguage } from './form/title-of.ts'
import { type Files, jsonFiles } from './pack/pack-parts.ts'
import { type PackForm, readPack, type SectionForm, type Words } from './pack/read-pack.ts'

/** On a phone one of the columns is seen at a time. */
export type Column = 'sections' | 'form' | 'side'

/** Where the JSON pane is asked to go: a file and a place in it. */
export interface Target {
  file: string
  offset: number
}

const titlePointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** What the parts of the editor share: the draft as a form, which section is open, and the ways to change it. */
export function createEditor(draft: Draft) {
  const form = createMemo((): PackForm | undefined => readPack(draft.files()))
  const [chosen, setChosen] = createSignal<string>()
  const [openField, setOpenField] = createSignal<string>()
  const [column, showColumn] = createSignal<Column>('sections')
  const [target, setTarget] = createSignal<Target>()
  const [said, announce] = createSignal('')
  const allFindings = createMemo((): Finding[] => findingsOf(draft.files(), form(), draft.check()))
  /** Missing titles that are said: of what was just added the author may not have got to all of them yet. */
  const [saidTitles, setSaidTitles] = createSignal<ReadonlySet<string>>(new Set())
  const titleId = (file: string, pointer: string): string => `${file}${pointer}`
  const sayTitles = (ids: readonly string[]): void => {
    setSaidTitles((said) => (ids.every((id) => said.has(id)) ? said : new Set([...said, ...ids])))
  }
  const sayAllTitles = (): void =>
    sayTitles(
      allFindings()
        .filter(({ isTitle }) => isTitle)
        .map(({ file, pointer }) => titleId(file, pointer)),
    )
  const findings = createMemo((): Finding[] =>
    allFindings().filter(
      ({ isTitle, file, pointer }) => !isTitle || saidTitles().has(titleId(file, pointer)),
    ),
  )
  const isChecked = createMemo(() => draft.check() !== undefined)
  // What a draft comes with is said at once, unless somebody has begun to change it before it was checked.
  createEffect(on(isChecked, () => untrack(() => draft.isDirty() || sayAllTitles())))

  const faultAt = (file: string, pointer: string): string | undefined => {
    const found = findings().find((one) => one.file === file && one.pointer === pointer)
    return found && wordFinding(found)
  }

  /** The open section; the first one where the chosen one is gone. */
  const section = createMemo((): SectionForm | undefined => {
    if (chosen() === '') return undefined
    const sections = form()?.sections ?? []
    return sections.find(({ name }) => name === chosen()) ?? sections[0]
  })
  const choose = (name: string, field?: string): void => {
    sayAllTitles()
    setChosen(name)
    setOpenField(field)
    showColumn('form')
  }
  const mayEdit = (): boolean => can('scenarios:write')
  /** Of which files a removal is told; once they are others, a step back would take back something else. */
  let told: { toast: number; files: Files } | undefined
  const forgetRemoval = (): void => {
    if (told) dropToast(told.toast)
    told = undefined
  }
  createEffect(
    on(draft.files, (files) => {
      if (files !== told?.files) forgetRemoval()
    }),
  )
  onCleanup(forgetRemoval)
  return {
    draft,
    form,
    section,
    choose,
    /** What is said of the scenario itself. */
    isAbout: (): boolean => chosen() === '',
    openField,
    setOpenField,
    column,
    showColumn,
    findings,
    /** With the titles that are not said to be missing yet. */
    allFindings,
    faultAt,
    /** What is wrong with a title in one language. */
    titleFault: (key: string, locale: keyof Words): string | undefined =>
      faultAt(jsonFiles[locale], titlePointer(key)),
    /** From when on it is said that a title is missing. */
    leaveTitle: (key: string, locale: keyof Words): void =>
      sayTitles([titleId(jsonFiles[locale], titlePointer(key))]),
    sayAllTitles,
    said,
    announce,
    mayEdit,
    inOneLanguage: (typed: string): Words => inOneLanguage(typed, form()?.languages),
    edit: (change: (files: Files) => Files, key?: string): void => {
      if (mayEdit()) draft.setFiles(change, key)
    },
    target,
    showInJson: (next: Target): void => {
      draft.showSide('json')
      showColumn('side')
      setTarget({ ...next })
    },
    goTo: (finding: Finding): void => {
      const { place } = finding
      if (place && 'section' in place) choose(place.section, place.field ?? undefined)
      else if (place) choose('')
      else {
        draft.showSide('json')
        showColumn('side')
        setTarget({ file: finding.file, offset: finding.offset })
      }
    },
    sayRemoved: (title: string): void => {
      const files = draft.files()
      const toast = showToast({
        tone: 'plain',
        words: t('editor.removed', { title }),
        action: {
          label: t('action.undo'),
          run: () => {
            if (draft.files() === files) draft.undo()
          },
        },
      })
      told = { toast, files }
    },
    sayMoved: (title: string, at: number, count: number): void => {
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
