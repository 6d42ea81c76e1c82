import { createMemo, createSignal } from 'solid-js'
import type { DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { findDraft, saveDraft } from '../../../api/drafts.ts'
import { createScenario } from '../../../api/scenarios.ts'
import { locale, t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import type { OwnScenario } from '../list/known-scenarios.ts'
import { createPackCheck } from './check-pack.ts'
import {
  canBecomeDraft,
  draftTarget,
  faultsOf,
  fileRejected,
  idTyped,
  type NewFormContext,
  type NewFormState,
  packPicked,
  type PackTarget,
  requestOf,
  type Source,
  sourceChosen,
  startChosen,
  startedForm,
  type StartFrom,
  titleTyped,
} from './new-form-state.ts'
import { type LeftOut, leftOutOf, namesOf, readPackFile } from './pack-file.ts'
import type { Locale } from '../../../../plugins/vocabulary.ts'

export interface NewFormOptions {
  by: StartFrom
  source?: Source | undefined
  file?: File | undefined
  sources: () => readonly Source[]
  taken: () => ReadonlySet<string>
  own: () => ReadonlyMap<string, OwnScenario>
}

/** The draft may be deleted by now; then the check of the pack says why nothing can be read. */
async function findOpenDraft(id: string): Promise<DraftView | undefined> {
  try {
    return await findDraft(id)
  } catch {
    return undefined
  }
}

/** The form of a new scenario: what is filled in, what the checker says of a pack, and the request that creates it. */
export function createNewForm(options: NewFormOptions) {
  const context = (): NewFormContext => ({
    source: options.source,
    sources: options.sources(),
    taken: options.taken(),
    own: options.own(),
    locale: locale(),
  })
  const [state, setState] = createSignal(startedForm(options.by, context()))
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const check = createPackCheck(state, setProblem)
  const update = (transition: (before: NewFormState) => NewFormState): void =>
    void setState(transition)

  const takeFile = async (file: File): Promise<void> => {
    check.clear()
    setProblem()
    const read = await readPackFile(file)
    if (!read.ok) {
      update((before) => fileRejected(before, file.name, read.fault))
      return
    }
    const { id } = namesOf(read.files)
    const openDraft = options.own().get(id)?.hasDraft ? await findOpenDraft(id) : undefined
    update((before) => packPicked(before, file.name, read.files, openDraft, context()))
  }

  const faults = createMemo(() => (state().isTried ? faultsOf(state(), context()) : {}))
  const send = (): Promise<DraftView> => {
    const target = draftTarget(state())
    if (target === undefined) return createScenario(requestOf(state(), context()))
    return saveDraft(target, state().picked?.pack?.files ?? {}, state().openDraft?.rev)
  }
  /** Gives the new draft; undefined where the form says what is missing or why it failed. */
  const submit = async (): Promise<DraftView | undefined> => {
    update((before) => ({ ...before, isTried: true }))
    if (Object.keys(faults()).length > 0 || busy() || check.checking()) return undefined
    setBusy(true)
    setProblem()
    try {
      return await send()
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  if (options.file) void takeFile(options.file)

  return {
    state,
    startFrom: (by: StartFrom): void => {
      setProblem()
      update((before) => startChosen(before, by, context()))
    },
    copyOf: (id: string): void => update((before) => sourceChosen(before, id, context())),
    setTitle: (language: Locale, title: string): void =>
      update((before) => titleTyped(before, language, title, context())),
    setId: (id: string): void => update((before) => idTyped(before, id)),
    takeFile,
    setTarget: (target: PackTarget): void => update((before) => ({ ...before, target })),
    canBecomeDraft: (): boolean => canBecomeDraft(state(), context()),
    /** The own scenario whose next draft the pack becomes, and the version that the pack states. */
    into: (): { scenario: OwnScenario; version: string } | undefined => {
      const scenario = options.own().get(draftTarget(state()) ?? '')
      return scenario && { scenario, version: state().picked?.pack?.names.version ?? '' }
    },
    /** What the picked pack would lose. */
    leftOut: (): LeftOut | undefined => {
      const files = state().picked?.pack?.files
      if (!files || draftTarget(state()) !== undefined) return undefined
      return leftOutOf(files, state().id)
    },
    check: check.check,
    checking: check.checking,
    faultText: (field: Locale | 'id' | 'file'): string | undefined => {
      const key = faults()[field]
      return key && t(`newScenario.${key}`)
    },
    problem,
    busy,
    submit,
  }
}

export type NewForm = ReturnType<typeof createNewForm>
