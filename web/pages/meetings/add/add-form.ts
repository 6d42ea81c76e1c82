import { createMemo, createSignal } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { CreateMeeting, MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { type Locale, locale, t } from '../../../i18n/index.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import type { AddBy } from '../meetings-page.tsx'
import { namesOf } from './names-of.ts'
import { addMeeting, titleOfFile, type TranscriptFile } from './add-meeting.ts'

const usualScenario = 'general-minutes'

export interface AddFields {
  by: AddBy
  files: File[]
  text: string
  title: string
  scenario: string
  language: Locale
  clientId: string
  startedAt: string
  participants: string
}

export function createAddForm(by: AddBy, files: File[]) {
  const [fields, setFields] = createStore<AddFields>({
    by,
    files,
    text: '',
    title: '',
    scenario: '',
    language: locale(),
    clientId: '',
    startedAt: '',
    participants: '',
  })
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()

  const scenario = createMemo((): string => {
    const known = scenarios()
    const usual = known.find((one) => one.id === usualScenario) ?? known[0]
    return fields.scenario || (usual?.id ?? '')
  })
  const several = (): boolean => fields.by === 'file' && fields.files.length > 1
  const title = (): string => {
    const [first] = fields.files
    return fields.title || (fields.by === 'file' && first ? titleOfFile(first.name) : '')
  }
  const transcript = (): TranscriptFile | undefined => {
    if (fields.by === 'file') {
      const [first] = fields.files
      return first && { name: first.name, bytes: first }
    }
    if (!fields.text.trim()) return undefined
    return { name: 'transcript.txt', bytes: new Blob([fields.text], { type: 'text/plain' }) }
  }
  const faults = (): { title?: string; transcript?: string; scenario?: string } => {
    if (!tried()) return {}
    return {
      ...(title().trim() || several() ? {} : { title: t('add.needTitle') }),
      ...(transcript() ? {} : { transcript: t('add.needFile') }),
      ...(scenario() ? {} : { scenario: t('add.needScenario') }),
    }
  }
  const inputFor = (named: string): CreateMeeting => ({
    title: named,
    scenario: { id: scenario() },
    language: fields.language,
    ...(fields.clientId ? { clientId: fields.clientId } : {}),
    ...(fields.startedAt ? { startedAt: new Date(fields.startedAt).toISOString() } : {}),
    ...(fields.participants.trim()
      ? { participants: namesOf(fields.participants).map((name) => ({ name })) }
      : {}),
  })

  /** The new meeting; nothing when something is missing or was refused, which is then said. */
  const submit = async (): Promise<MeetingView | undefined> => {
    setTried(true)
    const file = transcript()
    if (!file || Object.keys(faults()).length > 0) return undefined
    setBusy(true)
    setProblem()
    try {
      return (await addMeeting(inputFor(title().trim()), file)).meeting
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }

  return {
    fields,
    set: <F extends keyof AddFields>(field: F, value: AddFields[F]): void => {
      setProblem()
      setFields({ [field]: value } as Partial<AddFields>)
    },
    scenario,
    several,
    title,
    faults,
    problem,
    busy,
    inputFor,
    submit,
  }
}

export type AddForm = ReturnType<typeof createAddForm>
