import { join } from 'node:path'
import {
  type EvidenceState,
  isAddressedToModel,
  runScenario,
  type RunOutput,
  type Segment,
} from '../../../plugins/engine/index.ts'
import { extractiveProvider } from '../../../plugins/extractive/index.ts'
import { readBuiltInPacks } from '../../../server/modules/scenarios/built-in-packs.ts'
import { leadOver } from './bootstrap.ts'
import {
  TYPES,
  type GoldMeeting,
  type ItemType,
  type Prediction,
  type Predictions,
} from './gold.ts'
import { countInvented } from './invented.ts'
import { keywordFloor } from './keyword-floor.ts'
import { readNothingDecided } from './nothing-decided.ts'
import { score } from './score.ts'
import { table } from './table.ts'
import type { GroupResult, NothingDecided, EvalResult } from './result.ts'

/** The tracks that correspond to a type of the evaluation data. */
const TRACKS: Record<ItemType, string[]> = {
  decisions: ['decision'],
  actions: ['action-item'],
  problems: ['risk', 'question'],
}
/** The only series that weights and phrases may be tuned on; the other AMI series are for reporting. */
const TUNED = /^ami-(?:ES2003|TS3004|TS3006)/
const GROUPS: { name: string; has: (id: string, language: string) => boolean }[] = [
  { name: 'AMI, tuned series', has: (id) => TUNED.test(id) },
  { name: 'AMI, reported series', has: (id) => id.startsWith('ami-') && !TUNED.test(id) },
  { name: 'ICSI', has: (id) => id.startsWith('icsi-') },
  { name: 'public calls', has: (id) => id.startsWith('acd-') },
  { name: 'silver (written by a model)', has: (id) => id.startsWith('silver-') },
  { name: 'Russian', has: (_, language) => language === 'ru' },
]

/**
 * Runs general-minutes with the extractive provider over the annotated meetings of a data folder (`index.json`,
 * `meetings/`), next to the keyword floor. The extractor sees only the segments. With `tuning` it reads only the
 * meetings that may be tuned on, so that the others stay unseen. Writes a table line by line to `log`.
 */
export async function runEval(
  dataDir: string,
  log: (line: string) => void,
  tuning = false,
): Promise<EvalResult> {
  const all = await readMeetings(dataDir)
  const meetings = tuning ? all.filter(({ id }) => TUNED.test(id)) : all
  const predicted = new Map<string, Predictions>()
  const before = process.cpuUsage()
  for (const meeting of meetings) predicted.set(meeting.id, await predict(meeting))
  const cpu = process.cpuUsage(before)
  const floor = new Map(meetings.map((meeting) => [meeting.id, keywordFloor(meeting)]))
  const groups = GROUPS.flatMap(({ name, has }): GroupResult[] => {
    const members = meetings.filter((meeting) => has(meeting.id, meeting.language))
    if (members.length === 0) return []
    return [
      {
        group: name,
        meetings: members.length,
        extractive: score(members, predicted),
        floor: score(members, floor),
        lead: leadOver(members, predicted, floor),
        inventedPerTenMinutes: {
          extractive: perTenMinutes(members, predicted),
          floor: perTenMinutes(members, floor),
        },
        states: countStates(
          members.flatMap(({ id }) => Object.values(predicted.get(id) ?? {}).flat()),
        ),
      },
    ]
  })
  const result = {
    groups,
    nothingDecided: await countNothingDecided(),
    takenForOrders: meetings.reduce(
      (sum, { segments }) => sum + segments.filter(({ text }) => isAddressedToModel(text)).length,
      0,
    ),
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    segmentCount: meetings.reduce((sum, meeting) => sum + meeting.segments.length, 0),
  }
  for (const line of table(result)) log(line)
  return result
}

function countStates(items: Prediction[]): Record<EvidenceState, number> {
  const counts = { verified: 0, weak: 0, unsupported: 0 }
  for (const { state } of items) if (state) counts[state] += 1
  return counts
}

async function countNothingDecided(): Promise<NothingDecided[]> {
  const talks = await readNothingDecided()
  return Promise.all(
    talks.map(async (talk) => ({
      talk: talk.id,
      items: Object.values(await predict(talk)).flat().length,
    })),
  )
}

function perTenMinutes(
  meetings: GoldMeeting[],
  predictions: ReadonlyMap<string, Predictions>,
): number | null {
  const { items, minutes } = countInvented(meetings, predictions)
  return minutes === 0 ? null : (items / minutes) * 10
}

/** Reads the annotated meetings that `index.json` lists. Throws an error that names the missing file. */
export async function readMeetings(dataDir: string): Promise<GoldMeeting[]> {
  const file = Bun.file(join(dataDir, 'index.json'))
  if (!(await file.exists())) {
    throw new Error(`There is no index.json in ${dataDir}. Pass the folder of the evaluation data.`)
  }
  const index: { meetings: { files: string[] }[] } = await file.json()
  return Promise.all(
    index.meetings.map((entry) => Bun.file(join(dataDir, entry.files[0] ?? '')).json()),
  )
}

/** Items that general-minutes with the extractive provider finds in a meeting, in the terms of the data. */
export async function predict(meeting: GoldMeeting): Promise<Predictions> {
  const pack = (await readBuiltInPacks()).find(({ manifest }) => manifest.id === 'general-minutes')
  if (!pack) throw new Error('The pack general-minutes is missing.')
  const output = await runScenario({
    pack,
    segments: toSegments(meeting),
    meeting: {
      title: meeting.id,
      startedAt: null,
      language: meeting.language,
      participants: [],
      clientName: null,
      terms: [],
    },
    provider: extractiveProvider(),
  })
  const ofType = (type: ItemType) =>
    pack.sections
      .filter((section) => section.track !== null && TRACKS[type].includes(section.track))
      .flatMap((section) => toPredictions(meeting, output, section.name, section.textField))
  return Object.fromEntries(TYPES.map((type) => [type, ofType(type)]))
}

function toSegments(meeting: GoldMeeting): Segment[] {
  const ms = (seconds: number | undefined) =>
    seconds === undefined ? null : Math.round(seconds * 1000)
  return meeting.segments.map((segment, ordinal) => ({
    ordinal,
    rev: 1,
    speaker: segment.speaker,
    startMs: ms(segment.start),
    endMs: ms(segment.end),
    text: segment.text,
  }))
}

function toPredictions(
  meeting: GoldMeeting,
  output: RunOutput,
  sectionName: string,
  textField: string,
): Prediction[] {
  const items = output.sections.find((section) => section.name === sectionName)?.items ?? []
  return items.map((item) => ({
    text: String(item.value[textField] ?? ''),
    evidence: item.evidence.map((entry) => meeting.segments[entry.ordinal]?.id ?? ''),
    quotes: item.evidence.map((entry) => entry.quote),
    state: item.state,
  }))
}
