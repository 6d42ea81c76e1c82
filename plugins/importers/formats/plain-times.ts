import { mayStandForSomebody } from '../shaping/label-shape.ts'

const TIME = String.raw`(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?)(?:\s?[AaPp]\.?[Mm]\.?(?!\p{L}))?`
const TIME_BEFORE = new RegExp(
  String.raw`^[[(]?${TIME}[\])]?[ \t]+(?:[-–—][ \t]+(?!\d{1,2}:\d\d))?(?![-–—][ \t]+\d{1,2}:\d\d)(?=\S)`,
  'u',
)
const TIME_AFTER_NAME = new RegExp(String.raw`^([^\n]{1,120}?)[ \t]*[[(]${TIME}[\])](?=[:：])`, 'u')
const TIME_BEFORE_COLON = new RegExp(
  String.raw`^([^:\n]{1,120}?),?[ \t]+${TIME}(?=[:：](?:\s|$))`,
  'u',
)
const TIME_BEHIND_COLON = new RegExp(
  String.raw`^([^:\n]{1,120}?[:：])[ \t]*[[(]${TIME}[\])](?=[ \t]+\S)`,
  'u',
)

/** A name, a time and the gaps between them. */
const MAX_HEAD_CHARS = 300

/** The first time of a recording comes early; times of day and of agendas do not. */
const LATEST_FIRST_MS = 5 * 60_000

export interface TimedLine {
  text: string
  timeMs: number | null
}

const toMs = (time: string): number =>
  Math.round(
    time
      .replace(',', '.')
      .split(':')
      .reduce((total, part) => total * 60 + Number(part), 0) * 1000,
  )

/** A colon inside the name before a time, as in `Guest: Acme (0:12): …`, would end the label. */
const closeName = (name: string): string =>
  mayStandForSomebody(name) ? name.replaceAll(/[:：]\s*/g, ' ') : name

/**
 * Removes the time from `[00:01:23] Anna: text`, `00:01:23 Anna: text`, `Anna (01:23): text`, `Anna 01:23: text` and
 * `Anna: [01:23] text`.
 */
export function takeTime(line: string): TimedLine {
  const head = line.slice(0, MAX_HEAD_CHARS)
  const before = TIME_BEFORE.exec(head)
  if (before?.[1]) return { text: line.slice(before[0].length), timeMs: toMs(before[1]) }
  const behind = TIME_BEHIND_COLON.exec(head)
  const after = behind ?? TIME_AFTER_NAME.exec(head) ?? TIME_BEFORE_COLON.exec(head)
  if (!after?.[1] || !after[2]) return { text: line, timeMs: null }
  const name = behind ? after[1] : closeName(after[1])
  return { text: name + line.slice(after[0].length), timeMs: toMs(after[2]) }
}

/** Whether the times behave like positions in a recording: they begin near zero and never decrease. */
export function areRecordingTimes(times: readonly number[]): boolean {
  const [first] = times
  if (first === undefined || first > LATEST_FIRST_MS) return false
  return times.every((time, index) => time >= (times[index - 1] ?? 0))
}
