import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GoldMeeting, Predictions } from './gold.ts'
import { countInvented } from './invented.ts'
import { keywordFloor } from './keyword-floor.ts'
import { predict, readMeetings, runEval } from './run-eval.ts'
import { score, type TypeScore } from './score.ts'

const meeting = (gold: GoldMeeting['gold'], count = 40): GoldMeeting => ({
  id: 'm',
  language: 'en',
  segments: Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    speaker: 'A',
    text: `Word ${at}, and so on.`,
  })),
  gold,
})
const guess = (...evidence: string[]) => ({ text: '', evidence, quotes: [] })
const decisions = (gold: GoldMeeting['gold'], predictions: Predictions): TypeScore =>
  score([meeting(gold)], new Map([['m', predictions]])).decisions

describe('a prediction', () => {
  const gold = { decisions: [{ text: 'x', evidence: ['s10'] }] }

  test.each([
    ['s8', 1],
    ['s12', 1],
    ['s7', 0],
    ['s13', 0],
  ])('at %s hits %d', (at, hits) => {
    expect(decisions(gold, { decisions: [guess(at)] }).hits).toBe(hits)
  })

  test('counts by its earliest cited place only, so that citing everything scores nothing', () => {
    const all = Array.from({ length: 40 }, (_, at) => `s${at}`)
    expect(decisions(gold, { decisions: [guess(...all)] })).toMatchObject({
      hits: 0,
      predicted: 1,
      f1: 0,
    })
  })

  test('hits one gold item, each gold item is hit once, and the matching is maximal', () => {
    const two = {
      decisions: [
        { text: 'a', evidence: ['s10'] },
        { text: 'b', evidence: ['s13'] },
      ],
    }
    expect(decisions(two, { decisions: [guess('s12'), guess('s9')] })).toMatchObject({
      hits: 2,
      recall: 1,
      precision: 1,
      f1: 1,
    })
    expect(decisions(two, { decisions: [guess('s9'), guess('s9'), guess('s10')] })).toMatchObject({
      hits: 1,
      recall: 0.5,
    })
  })

  test('for a note hits from twelve turns before it to two turns after it', () => {
    const near = { decisions: [{ text: 'x', near: 's20' }] }
    const hits = (at: string) => decisions(near, { decisions: [guess(at)] }).hits
    expect([hits('s7'), hits('s8'), hits('s22'), hits('s23')]).toEqual([0, 1, 1, 0])
  })

  test('counts as false if the gold list is empty, and is ignored if the excerpt is cut', () => {
    expect(decisions({ decisions: [] }, { decisions: [guess('s1'), guess('s5')] })).toMatchObject({
      falseOnEmpty: 2,
      emptyMeetings: 1,
      f1: null,
    })
    expect(decisions({ ...gold, ignore: ['s30'] }, { decisions: [guess('s30')] }).predicted).toBe(0)
  })

  test('is located by its quotes, and a quote that nobody said lowers quoteOk', () => {
    const quoted = { text: '', evidence: [], quotes: ['so on word 10 AND', 'never said'] }
    expect(decisions(gold, { decisions: [quoted] })).toMatchObject({ hits: 1, quoteOk: 0.5 })
  })
})

test('counts items in five-minute stretches without linked gold as invented', () => {
  const timed = meeting({ decisions: [{ text: 'x', evidence: ['s10'] }] })
  timed.segments = timed.segments.map((segment, at) => ({
    ...segment,
    start: at * 30,
    end: at * 30 + 30,
  }))
  const at = (place: string) =>
    countInvented([timed], new Map([['m', { actions: [guess(place)] }]]))
  expect(at('s20')).toEqual({ items: 1, minutes: 13.5 })
  expect(at('s11')).toEqual({ items: 0, minutes: 13.5 })
  expect(at('s3')).toEqual({ items: 0, minutes: 13.5 })
  expect(countInvented([meeting({})], new Map())).toEqual({ items: 0, minutes: 0 })
})

test('names a data folder without an index', () => {
  expect(readMeetings('/nowhere')).rejects.toThrow('no index.json in /nowhere')
})

const EVAL_TIMEOUT_MS = 120_000
const dataDir = process.env['AAM_EVAL_DATA']
const python = Bun.which('python3')
if (dataDir !== undefined) {
  describe('the evaluation data', () => {
    let folder = ''
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'aam-eval-'))
    })
    afterAll(() => rm(folder, { recursive: true }))

    if (python !== null) {
      test(
        'scores as the Python scorer does, digit for digit',
        async () => {
          const meetings = await readMeetings(dataDir)
          const predictions = new Map<string, Predictions>()
          for (const [at, entry] of meetings.entries()) {
            predictions.set(entry.id, at % 2 === 0 ? await predict(entry) : keywordFloor(entry))
          }
          const file = join(folder, 'predictions.json')
          await Bun.write(file, JSON.stringify(Object.fromEntries(predictions)))
          const script =
            'import sys,json;sys.path.insert(0,sys.argv[1]+"/tools");import score;print(json.dumps(score.score(score.load(sys.argv[1]),json.load(open(sys.argv[2])))))'
          const run = Bun.spawn([python, '-B', '-c', script, dataDir, file], { stdout: 'pipe' })
          const theirs: Record<string, Record<string, number | null>> = await new Response(
            run.stdout,
          ).json()
          const ours = score(meetings, predictions)
          for (const [type, mine] of Object.entries(ours)) {
            const expected = theirs[type] ?? {}
            const pairs: [number | null, number | null | undefined][] = [
              [mine.gold, expected['gold']],
              [mine.predicted, expected['pred']],
              [mine.hits, expected['hits']],
              [mine.recall, expected['R']],
              [mine.precision, expected['P']],
              [mine.f1, expected['F1']],
              [mine.falseOnEmpty, expected['falseOnEmpty']],
              [mine.quoteOk, expected['quoteOk']],
            ]
            for (const [got, wanted] of pairs) expect(got).toBe(wanted as number)
            expect(mine.text).toBeCloseTo(expected['text'] ?? -1, 10)
          }
        },
        EVAL_TIMEOUT_MS,
      )
    }

    test(
      'every quote is word for word, and actions are found well above the keyword floor',
      async () => {
        const lines: string[] = []
        const { groups, takenForOrders } = await runEval(dataDir, (line) => lines.push(line))
        expect(lines.length).toBeGreaterThan(groups.length)
        for (const { extractive } of groups) {
          for (const { quoteOk } of Object.values(extractive)) expect(quoteOk ?? 1).toBe(1)
        }
        // No segment of a conversation between people may be mistaken for instructions to a language model.
        expect(takenForOrders).toBeLessThanOrEqual(3)
        const ami = groups.find(({ group }) => group === 'AMI, tuned series')
        expect(ami?.extractive.actions.f1 ?? 0).toBeGreaterThan(1.5 * (ami?.floor.actions.f1 ?? 1))
        expect(ami?.extractive.decisions.f1 ?? 0).toBeGreaterThan(ami?.floor.decisions.f1 ?? 1)
        expect(ami?.inventedPerTenMinutes.extractive ?? 9).toBeLessThanOrEqual(2)
      },
      EVAL_TIMEOUT_MS,
    )
  })
}
