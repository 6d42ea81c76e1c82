import type { CreateScenario, DraftView } from '../../../../server/modules/scenarios/contract.ts'
import type { OwnScenario } from '../list/known-scenarios.ts'
import { namesOf, type PackFault, type PackFiles, type PackNames } from './pack-file.ts'
import { freeId, idOfTitle, isScenarioId } from './scenario-id.ts'
import {
  eachLocale,
  type Locale,
  locales,
  translate,
  type Translated,
} from '../../../../plugins/vocabulary.ts'

/** What a new scenario starts from. */
export type StartFrom = 'empty' | 'copy' | 'file'

/** What the pack of an own scenario becomes: its next draft, or another scenario. */
export type PackTarget = 'draft' | 'scenario'

export interface Source {
  id: string
  version: string
  title: Record<Locale, string>
}

/** What the form is opened with; the lists can change while it is open. */
export interface NewFormContext {
  source: Source | undefined
  sources: readonly Source[]
  /** Ids that are in use. */
  taken: ReadonlySet<string>
  /** The organisation's own scenarios: a pack of one can become its next draft. */
  own: ReadonlyMap<string, OwnScenario>
  /** The reader's language. */
  locale: Locale
}

export interface PickedFile {
  name: string
  pack?: { files: PackFiles; names: PackNames }
  fault?: PackFault
}

export interface NewFormState {
  by: StartFrom
  from: string
  titles: Record<Locale, string>
  id: string
  /** The author wrote the id: it no longer follows the title. */
  isOwnId: boolean
  /** Faults are shown from the first attempt to submit on. */
  isTried: boolean
  picked: PickedFile | undefined
  target: PackTarget
  /** The open draft of the scenario whose pack was picked; it would be replaced. */
  openDraft: DraftView | undefined
}

const noTitles = eachLocale(() => '')
const empty = { titles: noTitles, id: '', isOwnId: false, isTried: false }

export function startedForm(by: StartFrom, context: NewFormContext): NewFormState {
  const state: NewFormState = {
    ...empty,
    by,
    from: context.source?.id ?? context.sources[0]?.id ?? '',
    picked: undefined,
    target: 'scenario',
    openDraft: undefined,
  }
  return by === 'copy' ? withSourceTitles(state, context) : state
}

/** The source that the dialog was opened for keeps its version, which need not be the newest. */
export const sourceOf = ({ from }: NewFormState, context: NewFormContext): Source | undefined =>
  context.source?.id === from ? context.source : context.sources.find(({ id }) => id === from)

const suggestId = (state: NewFormState, id: string, { taken }: NewFormContext): NewFormState =>
  state.isOwnId ? state : { ...state, id: freeId(id, taken) }

const copyWord: Translated = { en: 'copy', ru: 'копия' }

function withSourceTitles(state: NewFormState, context: NewFormContext): NewFormState {
  const title = sourceOf(state, context)?.title
  if (!title) return state
  // The same text in several languages is one of them and stand-ins: only the reader's is suggested.
  const isStandIn = (locale: Locale): boolean =>
    locale !== context.locale &&
    locales.some((other) => other !== locale && title[other] === title[locale])
  const titled: NewFormState = {
    ...state,
    titles: eachLocale((locale) =>
      isStandIn(locale) ? '' : `${title[locale]} (${translate(copyWord, locale)})`,
    ),
  }
  return suggestId(titled, `${state.from}-copy`, context)
}

export function startChosen(
  state: NewFormState,
  by: StartFrom,
  context: NewFormContext,
): NewFormState {
  const next = { ...state, ...empty, by }
  return by === 'copy' ? withSourceTitles(next, context) : next
}

export const sourceChosen = (
  state: NewFormState,
  from: string,
  context: NewFormContext,
): NewFormState => withSourceTitles({ ...state, from }, context)

export function titleTyped(
  state: NewFormState,
  language: Locale,
  title: string,
  context: NewFormContext,
): NewFormState {
  const next = { ...state, titles: { ...state.titles, [language]: title } }
  if (state.by === 'file') return next
  return suggestId(
    next,
    locales.map((one) => idOfTitle(next.titles[one])).find(Boolean) ?? '',
    context,
  )
}

export const idTyped = (state: NewFormState, id: string): NewFormState => ({
  ...state,
  id,
  isOwnId: true,
})

export const fileRejected = (
  state: NewFormState,
  name: string,
  fault: PackFault,
): NewFormState => ({ ...state, picked: { name, fault } })

export function packPicked(
  state: NewFormState,
  name: string,
  files: PackFiles,
  openDraft: DraftView | undefined,
  context: NewFormContext,
): NewFormState {
  const names = namesOf(files)
  const { id, title } = names
  const next: NewFormState = {
    ...state,
    picked: { name, pack: { files, names } },
    target: context.own.has(id) ? 'draft' : 'scenario',
    openDraft,
    titles: title,
  }
  const fileName = name.split('.')[0] ?? ''
  return suggestId(
    next,
    isScenarioId(id) ? id : idOfTitle(locales.map((one) => title[one]).find(Boolean) ?? fileName),
    context,
  )
}

/** The own scenario whose next draft the pack becomes. */
export const draftTarget = ({ by, picked, target }: NewFormState): string | undefined =>
  by === 'file' && target === 'draft' ? picked?.pack?.names.id : undefined

export const canBecomeDraft = ({ picked }: NewFormState, { own }: NewFormContext): boolean =>
  picked?.pack !== undefined && own.has(picked.pack.names.id)

const hasTitle = ({ titles }: NewFormState): boolean =>
  Object.values(titles).some((title) => title.trim() !== '')

type FaultKey = 'needTitle' | 'needId' | 'idTaken' | 'needFile'
export type NewFormFaults = Partial<Record<Locale | 'id' | 'file', FaultKey>>

export function faultsOf(state: NewFormState, { taken, locale }: NewFormContext): NewFormFaults {
  if (draftTarget(state) !== undefined) return {}
  const faults: NewFormFaults = {}
  // One title is enough; it is asked for in the reader's language.
  if (state.by !== 'file' && !hasTitle(state)) faults[locale] = 'needTitle'
  if (!isScenarioId(state.id)) faults.id = 'needId'
  else if (taken.has(state.id)) faults.id = 'idTaken'
  if (state.by === 'file' && !state.picked?.pack) faults.file = 'needFile'
  return faults
}

export function requestOf(state: NewFormState, context: NewFormContext): CreateScenario {
  const titles = locales.map((locale) => [locale, state.titles[locale].trim()])
  const source = sourceOf(state, context)
  return {
    id: state.id,
    ...(state.by === 'empty' ? { language: context.locale } : {}),
    // A pack without readable titles is created as it is; its author mends it in the editor.
    ...(hasTitle(state)
      ? { title: Object.fromEntries(titles.filter(([, title]) => title !== '')) }
      : {}),
    ...(state.by === 'copy' && source ? { from: { id: source.id, version: source.version } } : {}),
    ...(state.by === 'file' ? { files: state.picked?.pack?.files ?? {} } : {}),
  }
}
