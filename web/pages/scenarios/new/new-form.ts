import { batch, createEffect, createMemo, createSignal, on } from 'solid-js'
import { createStore } from 'solid-js/store'
import type {
  CheckView,
  CreateScenario,
  DraftView,
  FilesCheckView,
} from '../../../../server/modules/scenarios/contract.ts'
import { locale, t } from '../../../i18n/index.ts'
import { checkDraft, findDraft, saveDraft } from '../../../api/drafts.ts'
import { checkNewFiles, createScenario } from '../../../api/scenarios.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import {
  type LeftOut,
  type PackFault,
  type PackFiles,
  leftOutOf,
  namesOf,
  readPackFile,
} from './pack-file.ts'
import type { OwnScenario } from '../list/known-scenarios.ts'
import { freeId, idOfTitle, isScenarioId } from './scenario-id.ts'

export type Beginning = 'empty' | 'copy' | 'file'

export interface Source {
  id: string
  version: string
  title: { en: string; ru: string }
}

export interface NewFormOptions {
  by: Beginning
  source?: Source | undefined
  file?: File | undefined
  sources: () => readonly Source[]
  taken: () => ReadonlySet<string>
  /** The organisation’s own scenarios: a pack of one can become its next draft. */
  own: () => ReadonlyMap<string, OwnScenario>
}

/** What the pack of an own scenario becomes. */
export type Becomes = 'draft' | 'scenario'

interface Fields {
  by: Beginning
  from: string
  titleEn: string
  titleRu: string
  id: string
}

/** What the checker says of a pack; of the next draft of a scenario also what it would change. */
type PackCheck = Pick<FilesCheckView, 'valid' | 'problems'> & Partial<Pick<CheckView, Comparison>>
type Comparison = 'comparedWith' | 'differences' | 'requiredBump'

interface Picked {
  name: string
  files?: PackFiles
  fault?: PackFault
}

async function readOpenDraft(id: string): Promise<DraftView | undefined> {
  try {
    return await findDraft(id)
  } catch {
    // Gone meanwhile, or the check that follows says why nothing can be read.
    return undefined
  }
}

/** The form of a new scenario. The id follows the title until somebody writes another. */
export function createNewForm(options: NewFormOptions) {
  const [fields, setFields] = createStore<Fields>({
    by: options.by,
    from: options.source?.id ?? options.sources()[0]?.id ?? '',
    titleEn: '',
    titleRu: '',
    id: '',
  })
  const [ownId, setOwnId] = createSignal(false)
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [picked, setPicked] = createSignal<Picked>()
  const [check, setCheck] = createSignal<PackCheck>()
  const [checking, setChecking] = createSignal(false)
  const [becomes, setBecomes] = createSignal<Becomes>('scenario')
  /** The draft that is open of the scenario whose pack was picked; it would be replaced. */
  const [openDraft, setOpenDraft] = createSignal<DraftView>()

  const source = (): Source | undefined =>
    options.source?.id === fields.from
      ? options.source
      : options.sources().find(({ id }) => id === fields.from)

  const suggestId = (wanted: string): void => {
    if (!ownId()) setFields('id', freeId(wanted, options.taken()))
  }
  const setTitle = (locale: 'En' | 'Ru', title: string): void => {
    setFields(`title${locale}`, title)
    if (fields.by !== 'file') suggestId(idOfTitle(fields.titleEn) || idOfTitle(fields.titleRu))
  }
  const takeSource = (): void => {
    const { title } = source() ?? {}
    if (!title) return
    // Where one language stands for both, a translation is offered, not made up.
    const isOne = title.en === title.ru
    setFields({
      titleEn: isOne && locale() !== 'en' ? '' : `${title.en} (copy)`,
      titleRu: isOne && locale() !== 'ru' ? '' : `${title.ru} (копия)`,
    })
    suggestId(`${fields.from}-copy`)
  }
  const choose = (by: Beginning): void => {
    setFields({ by, titleEn: '', titleRu: '', id: '' })
    setOwnId(false)
    setTried(false)
    setProblem()
    if (by === 'copy') takeSource()
  }
  const copyOf = (id: string): void => {
    setFields('from', id)
    takeSource()
  }

  const takeFile = async (file: File): Promise<void> => {
    setCheck()
    setProblem()
    const read = await readPackFile(file)
    if (!read.ok) {
      setPicked({ name: file.name, fault: read.fault })
      return
    }
    const { id, title } = namesOf(read.files)
    const isOwn = options.own().has(id)
    // Asked only where there is one: what is not there would be a failed request.
    const open = options.own().get(id)?.hasDraft ? await readOpenDraft(id) : undefined
    batch(() => {
      setOpenDraft(open)
      setBecomes(isOwn ? 'draft' : 'scenario')
      setPicked({ name: file.name, files: read.files })
      setFields({ titleEn: title.en, titleRu: title.ru })
      suggestId(
        isScenarioId(id) ? id : idOfTitle(title.en || title.ru || file.name.split('.')[0] || ''),
      )
    })
  }
  /** The own scenario whose next draft the pack becomes. */
  const draftOf = (): string | undefined => {
    const files = picked()?.files
    return fields.by === 'file' && files && becomes() === 'draft' ? namesOf(files).id : undefined
  }
  const mayBecomeDraft = (): boolean => {
    const files = picked()?.files
    return files !== undefined && options.own().has(namesOf(files).id)
  }

  let asked = 0
  const recheck = async (files: PackFiles): Promise<void> => {
    asked += 1
    const mine = asked
    setChecking(true)
    try {
      // Its own id is written into the pack, so what stands there is no fault.
      const body = { id: isScenarioId(fields.id) ? fields.id : 'imported', files }
      const next = draftOf()
      const found = next ? await checkDraft(next, files) : await checkNewFiles(body)
      if (mine === asked) setCheck(found)
    } catch (error) {
      if (mine === asked) setProblem(problemOf(error))
    } finally {
      if (mine === asked) setChecking(false)
    }
  }
  /** Under its own id a pack keeps what it loses under another one. */
  const keepsId = createMemo(() => fields.id === namesOf(picked()?.files ?? {}).id)
  createEffect(on([picked, becomes, keepsId], ([now]) => now?.files && void recheck(now.files)))

  const hasTitle = (): boolean => fields.titleEn.trim() !== '' || fields.titleRu.trim() !== ''
  const faults = (): Partial<Record<'en' | 'ru' | 'id' | 'file', string | undefined>> => {
    if (!tried()) return {}
    if (draftOf()) return {}
    const wantsTitles = fields.by !== 'file'
    return {
      // One language is enough; it is asked for in the reader's.
      [locale()]: wantsTitles && !hasTitle() ? t('newScenario.needTitle') : undefined,
      id: !isScenarioId(fields.id)
        ? t('newScenario.needId')
        : options.taken().has(fields.id)
          ? t('newScenario.idTaken')
          : undefined,
      file: fields.by === 'file' && !picked()?.files ? t('newScenario.needFile') : undefined,
    }
  }

  const body = (): CreateScenario => {
    const [en, ru] = [fields.titleEn.trim(), fields.titleRu.trim()]
    const from = source()
    return {
      id: fields.id,
      ...(fields.by === 'empty' ? { language: locale() } : {}),
      // Where a pack has no readable titles of its own, they are its author's to mend.
      ...(hasTitle() ? { title: { ...(en && { en }), ...(ru && { ru }) } } : {}),
      ...(fields.by === 'copy' && from ? { from: { id: from.id, version: from.version } } : {}),
      ...(fields.by === 'file' ? { files: picked()?.files ?? {} } : {}),
    }
  }
  /** The new draft, or nothing where something is amiss; what it is then stands in the form. */
  const submit = async (): Promise<DraftView | undefined> => {
    setTried(true)
    if (Object.values(faults()).some(Boolean) || busy() || checking()) return undefined
    setBusy(true)
    setProblem()
    try {
      const next = draftOf()
      if (!next) return await createScenario(body())
      return await saveDraft(next, picked()?.files ?? {}, openDraft()?.rev)
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }

  if (options.by === 'copy') takeSource()
  if (options.file) void takeFile(options.file)

  return {
    fields,
    choose,
    copyOf,
    setTitle,
    setId: (id: string): void => {
      setOwnId(true)
      setFields('id', id)
    },
    takeFile,
    picked,
    becomes,
    setBecomes,
    mayBecomeDraft,
    openDraft,
    /** The own scenario whose next draft the pack becomes, and the version that the pack gives itself. */
    into: (): { scenario: OwnScenario; version: string } | undefined => {
      const scenario = options.own().get(draftOf() ?? '')
      return scenario && { scenario, version: namesOf(picked()?.files ?? {}).version }
    },
    /** What the picked pack would lose. */
    leftOut: (): LeftOut | undefined => {
      const files = picked()?.files
      return files && !draftOf() ? leftOutOf(files, fields.id) : undefined
    },
    check,
    checking,
    faults,
    problem,
    busy,
    submit,
  }
}

export type NewForm = ReturnType<typeof createNewForm>
