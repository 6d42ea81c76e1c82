import { leftOut } from '../left-out.ts'
import { checkUtteranceCount } from '../limits.ts'
import { readCaptions } from '../shaping/cue-speakers.ts'
import { placeParts } from '../shaping/joined-parts.ts'
import type {
  Importer,
  ImportWarning,
  ParsedTranscript,
  ParseOptions,
  Utterance,
} from '../types.ts'
import { hasWebVttSignature, parseWebVtt, type WebVttCue, type WebVttFile } from '../webvtt/file.ts'
import { repairWebVtt } from '../webvtt/repair.ts'
import { readVoices } from '../webvtt/voices.ts'

/** Teams numbers the parts of one utterance `<guid>/12-0`, `<guid>/12-1`. */
const TEAMS_PART = /^(.{1,80}\/\d{1,9})-(\d{1,9})$/

interface Place {
  cue: WebVttCue
  startMs: number
  part: number
}

/** Sorts by time, keeping the parts of one Teams utterance together at the time of the earliest. */
const inSpokenOrder = (cues: WebVttCue[]): WebVttCue[] => {
  const utteranceStarts = new Map<string, number>()
  const places = cues.map((cue): Place & { utterance: string | undefined } => {
    const [, utterance, part] = TEAMS_PART.exec(cue.id) ?? []
    if (utterance !== undefined) {
      const known = utteranceStarts.get(utterance) ?? cue.startMs
      utteranceStarts.set(utterance, Math.min(known, cue.startMs))
    }
    return { cue, startMs: cue.startMs, part: Number(part ?? 0), utterance }
  })
  return places
    .map((place) => ({
      ...place,
      startMs: utteranceStarts.get(place.utterance ?? '') ?? place.startMs,
    }))
    .sort((a, b) => a.startMs - b.startMs || (a.utterance === b.utterance ? a.part - b.part : 0))
    .map(({ cue }) => cue)
}

const isOutOfOrder = (cues: readonly WebVttCue[]): boolean =>
  cues.some((cue, index) => cue.startMs < (cues[index - 1]?.startMs ?? 0))

const toUtterances = (cues: WebVttCue[]): Utterance[] =>
  cues.flatMap(({ id, startMs, endMs, text }) => {
    const voices = readVoices(text)
    if (voices.length === 0) return [{ cueId: id, startMs, endMs, speaker: null, text: '' }]
    return voices.map((voice) => ({ cueId: id, startMs, endMs, ...voice }))
  })

const listWarnings = (
  file: WebVttFile,
  cues: readonly WebVttCue[],
  joinedCount: number,
): ImportWarning[] => {
  const warnings: ImportWarning[] = []
  if (file.badTimingCount > 0) {
    warnings.push({
      code: 'cues_skipped',
      count: file.badTimingCount,
      detail: `${leftOut(file.badTimingCount, 'cue')} because no time can be read; WebVTT expects 00:00:05.320 --> 00:00:07.000.`,
    })
  }
  const untimedCount = file.strayBlockCount + joinedCount
  if (untimedCount > 0) {
    const kept =
      joinedCount === 0 ? '' : ` ${joinedCount} of them below other captions, which kept them.`
    warnings.push({
      code: 'text_without_time',
      count: untimedCount,
      detail: `${untimedCount} pieces of text have no time above them;${kept} ${leftOut(file.strayBlockCount, 'block')}.`,
    })
  }
  if (isOutOfOrder(cues)) {
    warnings.push({ code: 'cues_out_of_order', detail: 'Cues were sorted by time.' })
  }
  return warnings
}

/** A blank line above the signature violates the spec but does no harm. */
const parse = (input: string, options: ParseOptions): ParsedTranscript => {
  const text = input.trimStart()
  const repaired = repairWebVtt(text)
  const file = parseWebVtt(repaired.text, { onCue: checkUtteranceCount })
  const placed = placeParts(file.cues.map(({ id, ...cue }) => ({ ...cue, cueId: id })))
  const cues = placed.cues.map(({ cueId, ...cue }) => ({ ...cue, id: cueId }))
  const { utterances, warnings } = readCaptions(toUtterances(inSpokenOrder(cues)), options)
  return {
    utterances,
    cutsSentences: true,
    timesApproximate: false,
    title: null,
    warnings: [...listWarnings(file, cues, repaired.joinedCount), ...placed.warnings, ...warnings],
  }
}

export const webVttImporter: Importer = {
  format: 'webvtt',
  label: 'WebVTT',
  recognise: (text) => (hasWebVttSignature(text.trimStart()) ? 1 : 0),
  parse,
}
