import { findTextWithin } from './formats/json/text-within.ts'
import { withoutServiceLines } from './formats/service-lines.ts'
import { ImportError } from './import-error.ts'
import { chooseImporter } from './importers.ts'
import { normaliseHeadTimes } from './intake/head-times.ts'
import { normaliseKeyBlocks } from './intake/key-blocks.ts'
import { normaliseLabels, withoutLineNumbers } from './intake/plain-labels.ts'
import { READABLE_FORMATS } from './intake/readable-formats.ts'
import { refuseForeignText } from './intake/refuse-foreign-text.ts'
import { normaliseHeads } from './intake/normalise-heads.ts'
import { type KnownNames, readKnownNames } from './shaping/known-names.ts'
import { findListedNames } from './shaping/listed-names.ts'
import { checkLineCount } from './limits.ts'
import { withoutSharedDecoration } from './shaping/name-decoration.ts'
import { leftOut } from './left-out.ts'
import type { Container, Importer, ImportWarning, ParsedTranscript } from './types.ts'

export interface ReadText {
  importer: Importer
  parsed: ParsedTranscript
}

const noWords = (name: string): ImportError =>
  new ImportError('transcript_unrecognised', 'no_words', `${name} holds no words.`, {
    expected: READABLE_FORMATS,
  })

const parseWith = (importer: Importer, text: string, known: KnownNames): ReadText => {
  const participants = importer.isLoose
    ? [...known.participants, ...findListedNames(text)]
    : known.participants
  const parsed = importer.parse(text, { isKnown: readKnownNames({ ...known, participants }) })
  if (!importer.isLoose) return { importer, parsed }
  return { importer, parsed: { ...parsed, utterances: withoutSharedDecoration(parsed.utterances) } }
}

/** A time or a tag is never part of a name. */
const HOLDS_TIME_OR_TAG =
  /(?<!\d)\d{1,3}[:：h.]\d{2}(?!\d)|\d{4}-\d{2}-\d{2}|<\/?\p{L}|^\d{1,3}\s\p{L}/u

/** How much of the text has a speaker plus how much has a time: from 0 to 2. */
const scoreOf = ({ parsed: { utterances } }: ReadText): number => {
  const seen = { all: 0, named: 0, timed: 0 }
  for (const { speaker, startMs, text } of utterances) {
    seen.all += text.length
    if (speaker !== null && !HOLDS_TIME_OR_TAG.test(speaker)) seen.named += text.length
    if (startMs !== null) seen.timed += text.length
  }
  return seen.all === 0 ? 0 : (seen.named + seen.timed) / seen.all
}

/** Nearly all of the text has a speaker and a time, so no other reading can be better. */
const ENOUGH = 1.9

/** Yields the text unchanged, and with heads and labels normalised. */
function* writingsOf(text: string): Generator<string> {
  const seen = new Set<string>()
  const isNew = (one: string): boolean => !seen.has(one) && seen.add(one).has(one)
  for (const write of [normaliseKeyBlocks, normaliseHeads]) {
    const written = write(text)
    const heads = normaliseHeadTimes(written)
    if (written === text && isNew(written)) yield written
    if (isNew(heads)) yield heads
    const labels = normaliseLabels(heads)
    if (isNew(labels)) yield labels
  }
}

/** The text is rewritten only if that finds many more speakers and times. */
const LEAST_GAIN = 0.2

/** Merges warnings about lines that were left out for different reasons. */
function addUp(warnings: readonly ImportWarning[]): ImportWarning[] {
  const left = warnings.filter(({ code }) => code === 'lines_left_out')
  const [first] = left
  if (!first || left.length === 1) return [...warnings]
  const count = left.reduce((sum, warning) => sum + (warning.count ?? 0), 0)
  const detail = `${leftOut(count, 'line')} that nobody said: titles, dates, headings, links, and what the service wrote.`
  const others = warnings.filter((warning) => warning === first || !left.includes(warning))
  return others.map((warning) => (warning === first ? { ...first, count, detail } : warning))
}

/** A service's JSON may contain a whole transcript as text, in any format. */
function parseOrFindWithin(
  importer: Importer,
  written: string,
  container: Container,
  name: string,
  known: KnownNames,
): ReadText {
  try {
    return parseWith(importer, written, known)
  } catch (error) {
    if (!(error instanceof ImportError) || error.reason !== 'json_unknown') throw error
    const within = findTextWithin(written)
    if (within === null) throw error
    checkLineCount(within)
    const read = readText(within, container, name, known)
    if (scoreOf(read) === 0) throw error
    return read
  }
}

/**
 * Reads text in the format that it is in; if that finds too few speakers and times, tries normalised heads and labels.
 */
export function readText(
  written: string,
  container: Container,
  name: string,
  known: KnownNames,
): ReadText {
  const sure = chooseImporter(written, container)
  if (sure === undefined || sure.isLoose) refuseForeignText(written, name)
  if (sure === undefined) throw noWords(name)
  if (!sure.isLoose) return parseOrFindWithin(sure, written, container, name, known)
  const { text, warnings } = withoutServiceLines(withoutLineNumbers(written))
  let best: (ReadText & { score: number }) | undefined
  for (const attempt of writingsOf(text)) {
    if (best && best.score >= ENOUGH) break
    const importer = chooseImporter(attempt, container)
    if (!importer) continue
    const read = parseWith(importer, attempt, known)
    const score = scoreOf(read)
    if (!best || score > best.score + LEAST_GAIN) best = { ...read, score }
  }
  if (!best) throw noWords(name)
  const { importer, parsed } = best
  return { importer, parsed: { ...parsed, warnings: addUp([...parsed.warnings, ...warnings]) } }
}
