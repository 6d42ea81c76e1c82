import { describe, expect, test } from 'bun:test'
import {
  type LanguageModel,
  type LoadedPack,
  type MeetingFacts,
  modelProvider,
  needsEvidence,
  runScenario,
  type SectionSpec,
} from '../../../plugins/engine/index.ts'
import { readBuiltInPacks } from './built-in-packs.ts'

/** What a good model finds in a fixture, by section: fields, and under `evidence` the quoted words. */
type Answers = Record<string, ({ evidence: string[] } & Record<string, unknown>)[]>

interface Fixture extends Pick<MeetingFacts, 'language' | 'startedAt' | 'participants'> {
  segments: [speaker: string, startSeconds: number, text: string][]
  answers?: Answers
}

/** Answers in the strict form: every requested field, `null` if nothing was said. */
function modelAnswering(pack: LoadedPack, { answers = {}, segments }: Fixture): LanguageModel {
  const itemOf = (section: SectionSpec, { evidence, ...said }: Answers[string][number]) => ({
    ...Object.fromEntries(
      section.fields
        .filter(({ computedFrom, byPerson }) => computedFrom === null && !byPerson)
        .map(({ name, type }) => [name, type === 'array' ? [] : null]),
    ),
    ...said,
    evidence: evidence.map((anchor) => ({
      segment: segments.findIndex(([, , text]) => text.includes(anchor)) + 1,
      anchor,
    })),
  })
  return {
    name: 'scripted:m',
    model: 'm',
    contextTokens: 128_000,
    tokenFactor: 1,
    concurrency: 1,
    costMicroUsd: () => null,
    complete: async ({ schema }) => {
      const asked = Object.keys((schema.schema['properties'] ?? {}) as object)
      const sections = pack.sections.filter(({ name }) => asked.includes(name))
      const given = sections.map((section) => {
        const items = (answers[section.name] ?? []).map((item) => itemOf(section, item))
        return [section.name, section.isList ? items : (items[0] ?? null)]
      })
      return {
        text: JSON.stringify(Object.fromEntries(given)),
        finishReason: 'stop',
        refusal: null,
        usage: null,
        model: 'm',
        latencyMs: 1,
      }
    },
  }
}

for (const pack of await readBuiltInPacks()) {
  describe(`${pack.manifest.id}@${pack.manifest.version}`, () => {
    for (const [path, text] of Object.entries(pack.files)) {
      const fixture: Fixture = path.startsWith('fixtures/') ? JSON.parse(text) : {}
      const { answers } = fixture
      if (!answers) continue
      test(`what a model finds in ${path} has a place in the scenario and is proven`, async () => {
        const output = await runScenario({
          pack,
          segments: fixture.segments.map(([speaker, startSeconds, text], at) => ({
            ordinal: at + 1,
            rev: 1,
            speaker,
            startMs: startSeconds * 1000,
            endMs: null,
            text,
          })),
          meeting: { title: path, clientName: null, terms: [], ...fixture },
          provider: modelProvider(modelAnswering(pack, fixture), pack, {
            tokensOf: (text) => text.length / 4,
          }),
        })
        for (const [name, wanted] of Object.entries(answers)) {
          const section = pack.sections.find((spec) => spec.name === name)
          const result = output.sections.find((candidate) => candidate.name === name)
          const values = result?.items.map(({ value }) => value) ?? []
          expect({ name, state: result?.state, errors: result?.errors }).toEqual({
            name,
            state: 'ok',
            errors: [],
          })
          expect(values).toHaveLength(wanted.length)
          for (const { evidence: _, ...value } of wanted)
            expect(values).toContainEqual(expect.objectContaining(value))
          const unproven = result?.items.filter(
            ({ state, value }) => section && needsEvidence(section, value) && state !== 'verified',
          )
          expect(unproven).toEqual([])
        }
      })
    }
  })
}
