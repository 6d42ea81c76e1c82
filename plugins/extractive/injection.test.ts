import { describe, expect, test } from 'bun:test'
import {
  fold,
  isAddressedToModel,
  type MeetingFacts,
  type RunOutput,
  runScenario,
  type Segment,
} from '../engine/index.ts'
import { type Canary, canaries, DEMANDED } from '../engine/testing/canaries.ts'
import { INJECTED_ORDINAL, meetingFacts, meetingTalk } from '../engine/testing/injected-meeting.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { parseTranscript } from '../importers/index.ts'
import { extractiveProvider } from './index.ts'

const packs = await readBuiltInPacks()

const run = (segments: Segment[], meeting: MeetingFacts): Promise<RunOutput[]> =>
  Promise.all(
    packs.map((pack) => runScenario({ pack, segments, meeting, provider: extractiveProvider() })),
  )

const sectionsOf = (outputs: RunOutput[]): string[] =>
  outputs.flatMap(({ sections }) => sections.map((section) => JSON.stringify(section)))

function expectNoOrders(outputs: RunOutput[], { language }: Canary): void {
  const items = outputs.flatMap(({ sections }) => sections.flatMap((section) => section.items))
  for (const { value, evidence } of items) {
    const texts = [...Object.values(value).map(String), ...evidence.map(({ quote }) => quote)]
    for (const text of texts) {
      expect(isAddressedToModel(text)).toBe(false)
      expect(fold(text)).not.toContain(fold(DEMANDED[language]))
    }
  }
}

test('the meeting has results to change', async () => {
  for (const language of ['en', 'ru'] as const) {
    const outputs = await run(meetingTalk(language), meetingFacts(language))
    const full = outputs.flatMap(({ sections }) => sections.filter(({ items }) => items.length > 0))
    expect(full.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['decisions', 'actionItems', 'risks', 'participants']),
    )
  }
})

describe('an order to a model', () => {
  test.each(canaries)('spoken changes nothing ($language, $name)', async (canary) => {
    const facts = meetingFacts(canary.language)
    const calm = await run(meetingTalk(canary.language), facts)
    const outputs = await run(meetingTalk(canary.language, canary), facts)
    expect(sectionsOf(outputs)).toEqual(sectionsOf(calm))
    expectNoOrders(outputs, canary)
  })

  test.each(canaries)(
    'in a name, a title or a term changes nothing ($language, $name)',
    async (canary) => {
      const { language, text } = canary
      const bland = { ...canary, text: language === 'en' ? 'Nice day.' : 'Славный день.' }
      const facts = meetingFacts(language)
      const calm = await run(meetingTalk(language, bland), facts)
      const talk = meetingTalk(language, bland).map((segment) =>
        segment.ordinal === INJECTED_ORDINAL ? { ...segment, speaker: text } : segment,
      )
      const participants = [{ name: text, role: `chair, ${text}` }]
      const outputs = await run(talk, {
        ...facts,
        title: text,
        clientName: text,
        terms: [text],
        participants,
      })
      expectNoOrders(outputs, canary)
      for (const [at, { sections }] of outputs.entries()) {
        for (const [place, { name, items }] of sections.entries()) {
          const before = calm[at]?.sections[place]?.items ?? []
          const others = before
            .filter(({ value }) => !Object.values(value).includes('Mallory'))
            .map((item, ord) => ({ ...item, ord }))
          expect({ name, items }).toEqual({ name, items: others })
        }
      }
    },
  )

  // The importer takes tag letters away, and with them the whole order.
  test.each(canaries.filter(({ name }) => name !== 'tag letters'))(
    'in a caption file changes nothing ($language, $name)',
    async (canary) => {
      const facts = meetingFacts(canary.language)
      const calm = await run(imported(meetingTalk(canary.language)), facts)
      const outputs = await run(imported(meetingTalk(canary.language, canary)), facts)
      const told = (all: RunOutput[]) =>
        all.flatMap(({ sections }) =>
          sections.map(({ name, items }) => ({
            name,
            // The cues of a file are counted, so that one more moves the others.
            items: items.map(({ value, evidence }) => [value, evidence.map(({ quote }) => quote)]),
          })),
        )
      expect(told(outputs)).toEqual(told(calm))
      expectNoOrders(outputs, canary)
    },
  )
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The same talk, written as a caption file and read by the importer. */
function imported(segments: Segment[]): Segment[] {
  const clock = (ms: number | null) => new Date(ms ?? 0).toISOString().slice(11, 23)
  const cues = segments.map(
    ({ startMs, endMs, speaker, text }) =>
      `${clock(startMs)} --> ${clock(endMs)}\n<v ${speaker}>${escaped(text)}</v>\n`,
  )
  const file = new TextEncoder().encode(`WEBVTT\n\n${cues.join('\n')}`)
  return parseTranscript(file).segments.map((segment, at) => ({
    ...segment,
    ordinal: at + 1,
    rev: 1,
  }))
}
