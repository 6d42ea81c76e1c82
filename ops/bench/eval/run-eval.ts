import { join } from 'node:path'
import { runScenario, type RunOutput, type Segment } from '../../../plugins/engine/index.ts'
import { extractiveProvider } from '../../../server/adapters/extractive/index.ts'
import { readBuiltInPacks } from '../../../server/modules/scenarios/built-in-packs.ts'
import {
  TYPES,
  type GoldMeeting,
  type ItemType,
  type Prediction,
  type Predictions,
} from './gold.ts'
import { countInvented } from './invented.ts'
import { keywordFloor } from './keyword-floor.ts'
import { score, type TypeScore } from './score.ts'

/** Tracks that make up a type of the evaluation data. */
const TRACKS: Record<ItemType, string[]> = {
  decisions: ['decision'],
  actions: ['action-item'],
  problems: ['risk', 'question'],
}
const GROUPS: { name: string; has: (id: string, language: string) => boolean }[] = [
  { name: 'AMI', has: (id) => id.startsWith('ami-') },
  { name: 'ICSI', has: (id) => id.startsWith('icsi-') },
  { name: 'public calls', has: (id) => id.startsWith('acd-') },
  { name: 'silver (written by a model)', has: (id) => id.startsWith('silver-') },
  { name: 'Russian', has: (_, language) => language === 'ru' },
]

export interface GroupResult {
  group: string
  meetings: number
  extractive: Record<ItemType, TypeScore>
  floor: Record<ItemType, TypeScore>
  /** Per ten minutes of talk to which the annotators linked nothing; null when there is no such talk. */
  inventedPerTenMinutes: { extractive: number | null; floor: number | null }
}

export interface EvalResult {
  groups: GroupResult[]
  /** CPU time of engine and provider for all meetings. */
  cpuMs: number
  segmentCount: number
}

/**
 * Runs general-minutes with the key-less provider over the annotated meetings of a data folder
 * (`index.json`, `meetings/`), beside the keyword floor. Only segments reach the extractor.
 * Writes a table line by line to `log`.
 */
export async function runEval(dataDir: string, log: (line: string) => void): Promise<EvalResult> {
  const meetings = await readMeetings(dataDir)
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
        inventedPerTenMinutes: {
          extractive: perTenMinutes(members, predicted),
          floor: perTenMinutes(members, floor),
        },
      },
    ]
  })
  const result = {
    groups,
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    segmentCount: meetings.reduce((sum, meeting) => sum + meeting.segments.length, 0),
  }
  for (const line of table(result)) log(line)
  return result
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

/** What general-minutes and the key-less provider find in a meeting, in the terms of the data. */
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
  }))
}

function table(result: EvalResult): string[] {
  const lines: string[] = []
  for (const group of result.groups) {
    lines.push(`${group.group}: ${group.meetings} meetings`)
    for (const type of TYPES) {
      if (group.extractive[type].gold === 0) continue
      lines.push(row(`  ${type}`, 'extractive', group.extractive[type]))
      lines.push(row('', 'floor', group.floor[type]))
    }
    const { extractive, floor } = group.inventedPerTenMinutes
    if (extractive !== null && floor !== null) {
      lines.push(
        `  invented in ten minutes without gold: ${extractive.toFixed(2)} (floor ${floor.toFixed(2)})`,
      )
    }
  }
  const perThousand = (result.cpuMs / result.segmentCount) * 1000
  lines.push(
    `CPU: ${result.cpuMs} ms for ${result.segmentCount} segments (${perThousand.toFixed(0)} ms per thousand)`,
  )
  return lines
}

function row(type: string, provider: string, value: TypeScore): string {
  const share = (number: number | null) => (number === null ? '   –' : number.toFixed(2))
  return [
    type.padEnd(12),
    provider.padEnd(11),
    `gold ${String(value.gold).padStart(3)}`,
    `found ${String(value.predicted).padStart(3)}`,
    `recall ${share(value.recall)}`,
    `precision ${share(value.precision)}`,
    `F1 ${share(value.f1)}`,
    `falseOnEmpty ${share(value.falseOnEmpty)} (${value.emptyMeetings})`,
    `quoteOk ${share(value.quoteOk)}`,
  ].join('  ')
}
