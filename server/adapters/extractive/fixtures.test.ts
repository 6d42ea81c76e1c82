import { describe, expect, test } from 'bun:test'
import {
  type LoadedPack,
  runScenario,
  type RunOutput,
  type Segment,
} from '../../../plugins/engine/index.ts'
import { readBuiltInPacks } from '../../modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'

/** What a fixture says of one section of the run. */
interface Expectation {
  state?: string
  max?: number
  /** Some item has each of these texts in these fields. */
  find?: Record<string, string>[]
  /** Codes of what the section says was left out. */
  told?: string[]
  /** No item has any of these in its text. */
  avoid?: string[]
}

interface Fixture {
  language: 'en' | 'ru'
  startedAt: string
  participants: { name: string; role: string | null }[]
  segments: [speaker: string, startSeconds: number, text: string][]
  expect: Record<string, Expectation>
}

for (const pack of await readBuiltInPacks()) {
  describe(`${pack.manifest.id}@${pack.manifest.version}`, () => {
    for (const [path, text] of Object.entries(pack.files)) {
      if (!path.startsWith('fixtures/')) continue
      const fixture: Fixture = JSON.parse(text)
      test(path, async () => {
        const segments = segmentsOf(fixture)
        const output = await runScenario({
          pack,
          segments,
          meeting: { title: path, clientName: null, terms: [], ...fixture },
          provider: extractiveProvider(),
        })
        expect(verbatimFaults(pack, output, segments)).toEqual([])
        for (const [name, expectation] of Object.entries(fixture.expect)) {
          const section = output.sections.find((candidate) => candidate.name === name)
          const textField = pack.sections.find((spec) => spec.name === name)?.textField ?? ''
          const items = section?.items.map(({ value }) => value) ?? []
          if (expectation.state) expect(section?.state).toBe(expectation.state as 'ok')
          expect(items.length).toBeLessThanOrEqual(expectation.max ?? 100)
          expect(section?.errors.map(({ code }) => String(code)) ?? []).toEqual(
            expectation.told ?? [],
          )
          for (const wanted of expectation.find ?? []) {
            const fits = items.some((item) =>
              Object.entries(wanted).every(([field, part]) => contains(item[field], part)),
            )
            expect(fits ? wanted : { missing: wanted, items }).toEqual(wanted)
          }
          for (const part of expectation.avoid ?? []) {
            expect(items.filter((item) => contains(item[textField], part))).toEqual([])
          }
        }
      })
    }
  })
}

const contains = (value: unknown, part: string): boolean =>
  String(value ?? '')
    .toLowerCase()
    .includes(part.toLowerCase())

function segmentsOf(fixture: Fixture): Segment[] {
  return fixture.segments.map(([speaker, startSeconds, text], at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker,
    startMs: startSeconds * 1000,
    endMs: null,
    text,
  }))
}

/** Texts of items that are no stretch of a cited segment, and quotes that are not what stands there. */
function verbatimFaults(pack: LoadedPack, output: RunOutput, segments: Segment[]): string[] {
  const faults: string[] = []
  for (const section of output.sections) {
    if (section.name === 'participants') continue
    const textField = pack.sections.find(({ name }) => name === section.name)?.textField
    for (const item of section.items) {
      const cited = item.evidence.map((entry) => segments[entry.ordinal - 1]?.text ?? '')
      const said = Object.entries(item.value).filter(
        ([field]) => field === textField || /^condition$|Text$/.test(field),
      )
      for (const [, text] of said) {
        // Only the first letter may differ: it is raised where the front of the sentence was cut away.
        const rest = String(text).slice(1)
        if (!cited.some((source) => source.includes(rest))) faults.push(String(text))
      }
      for (const [at, entry] of item.evidence.entries()) {
        if (cited[at]?.slice(entry.startChar, entry.endChar) !== entry.quote)
          faults.push(entry.quote)
        if (entry.state !== 'verified') faults.push(`${entry.state}: ${entry.quote}`)
      }
    }
  }
  return faults
}
