import { createMemo, createSignal } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { CreateMeeting, MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ScenarioRule } from '../../../../server/modules/settings/proposals/contract.ts'
import { readScenarioRules } from '../../../api/settings.ts'
import { importTranscript, type TranscriptFile } from '../../../api/transcripts.ts'
import { createFilledMeeting } from '../../../features/uploads/create-filled-meeting.ts'
import {
  isTaken,
  type PickedFile,
  pickedFile,
  type TakenFile,
} from '../../../features/uploads/file-kind.ts'
import { locale, t } from '../../../i18n/index.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { proposeScenario } from '../../../lib/propose-scenario.ts'
import { me } from '../../../lib/session.ts'
import type { AddBy } from './add-by.ts'
import {
  type AddFields,
  initialFields,
  missingFields,
  pastedTranscript,
  takenFiles,
  titleOf,
  toCreateMeeting,
} from './add-state.ts'
import { type ProposedStart, proposeStart } from './propose-start.ts'

const fallbackScenario = 'general-minutes'

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

/** Tells what the picked files are, and when their meetings probably were. */
function createPicking(onPicked: (files: PickedFile[]) => void) {
  const [starts, setStarts] = createSignal<ReadonlyMap<File, ProposedStart>>(new Map())
  let underWay: Promise<void> = Promise.resolve()
  const pick = async (files: readonly File[]): Promise<void> => {
    const picked = await Promise.all(files.map(pickedFile))
    setStarts(await proposeStarts(picked.filter(isTaken)))
    // What is refused comes first: below the fold nobody would see why.
    onPicked(picked.toSorted((a, b) => Number(isTaken(a)) - Number(isTaken(b))))
  }
  return {
    startOf: (file: File | undefined): ProposedStart | undefined => file && starts().get(file),
    pick: (files: readonly File[]): void => {
      underWay = pick(files)
    },
    finished: (): Promise<void> => underWay,
  }
}

/** The scenario for a meeting: what was chosen, what a rule proposes, or the organisation's default. */
function createScenarioChoice(fields: AddFields) {
  const [rules, setRules] = createSignal<readonly ScenarioRule[]>([])
  // Without the rules the default scenario is proposed.
  readScenarioRules().then(
    (found) => setRules(found.rules),
    () => {},
  )
  const proposedFor = (title: string): string | undefined =>
    proposeScenario(rules(), { title, clientId: fields.clientId }, scenarios())
  return {
    scenarioFor: (title: string): string => {
      const known = scenarios()
      const find = (id: string | null | undefined) => known.find((one) => one.id === id)
      const usual = find(me()?.tenant.defaultScenario) ?? find(fallbackScenario) ?? known[0]
      return fields.scenario || (proposedFor(title) ?? usual?.id ?? '')
    },
    /** Whether a rule of the organisation proposes it. */
    isByRule: (title: string): boolean => !fields.scenario && proposedFor(title) !== undefined,
  }
}

/** Sends, one thing at a time; a refusal becomes the form's problem. */
function createSending() {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  return {
    busy,
    problem,
    setProblem,
    /** Undefined when it was refused. */
    attempt: async <T>(work: () => Promise<T>): Promise<T | undefined> => {
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
    },
  }
}

export function createAddForm(by: AddBy, dropped: File[]) {
  const [fields, setFields] = createStore<AddFields>(initialFields(by, locale()))
  const [tried, setTried] = createSignal(false)
  const { busy, problem, setProblem, attempt } = createSending()
  const picking = createPicking((files) => setFields('files', files))
  const { scenarioFor, isByRule } = createScenarioChoice(fields)
  const takeFiles = (files: readonly File[]): void => {
    setProblem()
    picking.pick(files)
  }
  takeFiles(dropped)

  const taken = (): TakenFile[] => takenFiles(fields)
  const title = (): string => titleOf(fields)
  const scenario = createMemo((): string => scenarioFor(title()))
  const proposedStart = (file = taken()[0]?.file): ProposedStart | undefined =>
    picking.startOf(file)
  const startedAt = (file?: File): string => fields.startedAt ?? proposedStart(file)?.local ?? ''
  const missing = () => missingFields(fields, scenario())
  const faults = (): { title?: string; transcript?: string; scenario?: string } => {
    if (!tried()) return {}
    const names = new Set(missing())
    return {
      ...(names.has('title') ? { title: t('add.needTitle') } : {}),
      ...(names.has('transcript') ? { transcript: t('add.needFile') } : {}),
      ...(names.has('scenario') ? { scenario: t('add.needScenario') } : {}),
    }
  }
  const inputFor = (named: string, file?: File): CreateMeeting =>
    toCreateMeeting(fields, {
      title: named,
      scenarioId: scenarioFor(named),
      startedLocal: startedAt(file),
    })
  return {
    fields,
    set: <F extends keyof AddFields>(field: F, value: AddFields[F]): void => {
      setProblem()
      setFields({ [field]: value } as Partial<AddFields>)
    },
    takeFiles,
    taken,
    pasted: (): TranscriptFile | undefined => pastedTranscript(fields),
    scenario,
    isByRule: (): boolean => isByRule(title()),
    several: (): boolean => taken().length > 1,
    title,
    startedAt,
    /** What the proposed date is taken from; undefined where somebody chose it. */
    startedFrom: () => (fields.startedAt === null ? proposedStart()?.from : undefined),
    faults,
    problem,
    busy,
    inputFor,
    /** Whether there is enough to begin; what is missing is then said beside its field. */
    isComplete: async (): Promise<boolean> => {
      await picking.finished()
      setTried(true)
      return missing().length === 0
    },
    attempt,
    submitTranscript: (file: TranscriptFile): Promise<MeetingView | undefined> =>
      attempt(() =>
        createFilledMeeting(inputFor(title().trim()), async (meeting) => {
          await importTranscript(meeting.id, file)
          return meeting
        }),
      ),
  }
}

export type AddForm = ReturnType<typeof createAddForm>
