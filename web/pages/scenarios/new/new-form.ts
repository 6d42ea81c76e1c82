import { createEffect, createSignal, on } from 'solid-js'
import { createStore } from 'solid-js/store'
import type {
  CreateScenario,
  DraftView,
  FilesCheckView,
} from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { request } from '../../../lib/api.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { type PackFault, type PackFiles, namesOf, readPackFile } from './pack-file.ts'
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
}

interface Fields {
  by: Beginning
  from: string
  titleEn: string
  titleRu: string
  id: string
}

interface Picked {
  name: string
  files?: PackFiles
  fault?: PackFault
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
  const [check, setCheck] = createSignal<FilesCheckView>()
  const [checking, setChecking] = createSignal(false)

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
    setFields({
      titleEn: `${title.en} (copy)`,
      titleRu: `${title.ru} (копия)`,
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
    setPicked({ name: file.name, files: read.files })
    setFields({ titleEn: title.en, titleRu: title.ru })
    suggestId(
      isScenarioId(id) ? id : idOfTitle(title.en || title.ru || file.name.split('.')[0] || ''),
    )
  }

  let asked = 0
  const recheck = async (files: PackFiles): Promise<void> => {
    asked += 1
    const mine = asked
    setChecking(true)
    try {
      // Its own id is written into the pack, so what stands there is no fault.
      const body = { id: isScenarioId(fields.id) ? fields.id : 'imported', files }
      const found = await request<FilesCheckView>('POST', '/scenarios/check', { body })
      if (mine === asked) setCheck(found)
    } catch (error) {
      if (mine === asked) setProblem(problemOf(error))
    } finally {
      if (mine === asked) setChecking(false)
    }
  }
  createEffect(on(picked, (now) => now?.files && void recheck(now.files)))

  const faults = () => {
    if (!tried()) return {}
    const wantsTitles = fields.by !== 'file'
    return {
      en: wantsTitles && !fields.titleEn.trim() ? t('newScenario.needTitle') : undefined,
      ru: wantsTitles && !fields.titleRu.trim() ? t('newScenario.needTitle') : undefined,
      id: !isScenarioId(fields.id)
        ? t('newScenario.needId')
        : options.taken().has(fields.id)
          ? t('newScenario.idTaken')
          : undefined,
      file: fields.by === 'file' && !picked()?.files ? t('newScenario.needFile') : undefined,
    }
  }

  const body = (): CreateScenario => {
    const title = { en: fields.titleEn.trim(), ru: fields.titleRu.trim() }
    const from = source()
    return {
      id: fields.id,
      // Where a pack has no readable titles of its own, they are its author's to mend.
      ...(title.en && title.ru ? { title } : {}),
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
      return await request<DraftView>('POST', '/scenarios', { body: body() })
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
    check,
    checking,
    faults,
    problem,
    busy,
    submit,
  }
}

export type NewForm = ReturnType<typeof createNewForm>
