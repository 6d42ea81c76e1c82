import { createMemo, createSignal } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { CreateMeeting, MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ScenarioRule } from '../../../../server/modules/settings/proposals/contract.ts'
import { readScenarioRules } from '../../../api/settings.ts'
import { type Locale, locale, t } from '../../../i18n/index.ts'
import { withOffset } from '../../../lib/local-moment.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { proposeScenario } from '../../../lib/propose-scenario.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { me } from '../../../lib/session.ts'
import type { AddBy } from './add-by.ts'
import { importTranscript, type TranscriptFile } from '../../../api/transcripts.ts'
import { createFilledMeeting } from '../../../features/uploads/create-filled-meeting.ts'
import { titleOfFile } from '../../../features/uploads/title-of-file.ts'
import {
  isTaken,
  type PickedFile,
  pickedFile,
  type TakenFile,
} from '../../../features/uploads/file-kind.ts'
import { namesOf } from '../../../features/meetings/participant-names.ts'
import { type ProposedStart, proposeStart } from './propose-start.ts'
import type { SpokenLanguage } from '../../../../plugins/vocabulary.ts'

const usualScenario = 'general-minutes'

export interface AddFields {
  by: AddBy
  files: PickedFile[]
  text: string
  title: string
  scenario: string
  language: Locale
  spokenLanguage: SpokenLanguage | ''
  clientId: string
  /** Null as long as nobody chose one: then what the file says is taken. */
  startedAt: string | null
  participants: string
}

async function proposeStarts(
  files: readonly TakenFile[],
): Promise<ReadonlyMap<File, ProposedStart>> {
  const starts = new Map<File, ProposedStart>()
  for (const { file, kind } of files) {
    const start = await proposeStart(file, kind === 'transcript')
    if (start) starts.set(file, start)
  }
  return starts
}

export function createAddForm(by: AddBy, dropped: File[]) {
  const [fields, setFields] = createStore<AddFields>({
    by,
    files: [],
    text: '',
    title: '',
    scenario: '',
    language: locale(),
    spokenLanguage: '',
    clientId: '',
    startedAt: null,
    participants: '',
  })
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let judging: Promise<void> = Promise.resolve()

  const [starts, setStarts] = createSignal<ReadonlyMap<File, ProposedStart>>(new Map())
  const judge = async (files: readonly File[]): Promise<void> => {
    const judged = await Promise.all(files.map(pickedFile))
    setStarts(await proposeStarts(judged.filter(isTaken)))
    // What is refused comes first: below the fold nobody would see why.
    setFields(
      'files',
      judged.toSorted((a, b) => Number(isTaken(a)) - Number(isTaken(b))),
    )
  }
  const takeFiles = (files: readonly File[]): void => {
    setProblem()
    judging = judge(files)
  }
  takeFiles(dropped)

  const [rules, setRules] = createSignal<readonly ScenarioRule[]>([])
  // Without them the default scenario is proposed.
  readScenarioRules().then(
    (found) => setRules(found.rules),
    () => {},
  )
  const proposedScenario = (named: string): string | undefined =>
    proposeScenario(rules(), { title: named, clientId: fields.clientId }, scenarios())
  const scenarioOf = (named: string): string => {
    const known = scenarios()
    const find = (id: string | null | undefined) => known.find((one) => one.id === id)
    const usual = find(me()?.tenant.defaultScenario) ?? find(usualScenario) ?? known[0]
    return fields.scenario || (proposedScenario(named) ?? usual?.id ?? '')
  }
  /** What can be added of the chosen files; the others say why not. */
  const taken = (): TakenFile[] => (fields.by === 'file' ? fields.files.filter(isTaken) : [])
  const several = (): boolean => taken().length > 1
  const title = (): string => {
    const [first] = taken()
    return fields.title || (first ? titleOfFile(first.file.name) : '')
  }
  const scenario = createMemo((): string => scenarioOf(title()))
  const pasted = (): TranscriptFile | undefined => {
    if (fields.by === 'file' || !fields.text.trim()) return undefined
    return { name: 'transcript.txt', bytes: new Blob([fields.text], { type: 'text/plain' }) }
  }
  const isGiven = (): boolean => taken().length > 0 || pasted() !== undefined
  const faults = (): { title?: string; transcript?: string; scenario?: string } => {
    if (!tried()) return {}
    return {
      ...(title().trim() || several() ? {} : { title: t('add.needTitle') }),
      ...(isGiven() ? {} : { transcript: t('add.needFile') }),
      ...(scenario() ? {} : { scenario: t('add.needScenario') }),
    }
  }
  const proposed = (file = taken()[0]?.file): ProposedStart | undefined =>
    file && starts().get(file)
  const startedAt = (file?: File): string => fields.startedAt ?? proposed(file)?.local ?? ''
  const inputFor = (named: string, file?: File): CreateMeeting => ({
    title: named,
    scenario: { id: scenarioOf(named) },
    language: fields.language,
    ...(fields.spokenLanguage ? { spokenLanguage: fields.spokenLanguage } : {}),
    ...(fields.clientId ? { clientId: fields.clientId } : {}),
    ...(startedAt(file) ? { startedAt: withOffset(startedAt(file)) } : {}),
    ...(fields.participants.trim()
      ? { participants: namesOf(fields.participants).map((name) => ({ name })) }
      : {}),
  })

  /** Whether there is enough to begin; what is missing is then said beside its field. */
  const isComplete = async (): Promise<boolean> => {
    await judging
    setTried(true)
    return Object.keys(faults()).length === 0
  }

  /** Nothing when it was refused, which is then said. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true)
    setProblem()
    try {
      return await work()
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  const submitTranscript = (file: TranscriptFile): Promise<MeetingView | undefined> =>
    attempt(() =>
      createFilledMeeting(inputFor(title().trim()), async (meeting) => {
        await importTranscript(meeting.id, file)
        return meeting
      }),
    )

  return {
    fields,
    set: <F extends keyof AddFields>(field: F, value: AddFields[F]): void => {
      setProblem()
      setFields({ [field]: value } as Partial<AddFields>)
    },
    takeFiles,
    taken,
    pasted,
    scenario,
    /** Whether a rule of the organisation proposes it. */
    isByRule: (): boolean => !fields.scenario && proposedScenario(title()) !== undefined,
    several,
    title,
    startedAt,
    /** What the proposed date is taken from; nothing where somebody chose it. */
    startedFrom: () => (fields.startedAt === null ? proposed()?.from : undefined),
    faults,
    problem,
    busy,
    inputFor,
    isComplete,
    attempt,
    submitTranscript,
  }
}

export type AddForm = ReturnType<typeof createAddForm>
