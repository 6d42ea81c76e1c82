import { describe, expect, test } from 'bun:test'
import {
  fixturesOf,
  type LoadedPack,
  runFixtures,
  runScenario,
  type RunOutput,
  type Segment,
} from '../engine/index.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'
import { tidySpeech } from './tidy-speech.ts'

for (const pack of await readBuiltInPacks()) {
  describe(`${pack.manifest.id}@${pack.manifest.version}`, async () => {
    const outcomes = await runFixtures(pack, (input) =>
      runScenario({ ...input, provider: extractiveProvider() }),
    )
    test('has all its fixtures run', () => {
      expect(outcomes.map(({ path }) => path)).toEqual(fixturesOf(pack).map(({ path }) => path))
    })
    for (const { path, fixture, output, faults } of outcomes) {
      test(path, () => {
        expect(faults.map(({ words }) => words.en)).toEqual([])
        expect(verbatimFaults(pack, output, fixture.segments)).toEqual([])
      })
    }
  })
}

/** Texts of items that are no stretch of a cited segment, as it is written down, and quotes that are not what stands there. */
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
      const quotes = item.evidence.map(({ quote }) => tidySpeech(quote))
      for (const [, text] of said) {
        // Only the first letter may differ: it is raised where the front of the sentence was cut away.
        const rest = String(text).slice(1)
        if (![...cited, ...quotes].some((source) => source.includes(rest)))
          faults.push(String(text))
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
