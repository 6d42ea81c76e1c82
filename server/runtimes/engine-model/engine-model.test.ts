import { afterEach, expect, test } from 'bun:test'
import { loadPack, type LoadedPack } from '../../../plugins/engine/index.ts'
import {
  sampleMeeting,
  samplePack,
  samplePackFiles,
  sampleSchema,
  segmentsOf,
} from '../../../plugins/engine/testing/sample-pack.ts'
import { scriptedModel } from '../../../plugins/engine/testing/scripted-model.ts'
import { type Judge, type JudgeOptions, openJudge } from '../judge/index.ts'
import { openModelEngine } from './index.ts'

let judge: Judge | undefined
afterEach(() => judge?.stop())
const open = (options: JudgeOptions = {}): Judge => (judge = openJudge(options))

const segments = segmentsOf(
  'I will write the plan by Friday.',
  'Good, and I call the printer tomorrow.',
  'That is all for today.',
)
const cited = (value: object, segment: number, anchor: string) => ({
  ...value,
  evidence: [{ segment, anchor }],
})
const note = cited({ text: 'That is all' }, 3, 'That is all')

/** A pack whose pattern is as expensive as the dialect allows. */
function dearPack(): LoadedPack {
  const { $defs } = sampleSchema
  const properties = { ...$defs.task.properties, code: { type: 'string', pattern: 'a{900}[bc]' } }
  const schema = { ...sampleSchema, $defs: { ...$defs, task: { ...$defs.task, properties } } }
  return loadPack(samplePackFiles({ schema }))
}

test('processes judge, ground and merge answers like this thread', async () => {
  const pack = samplePack()
  const answer = () => ({
    tasks: [
      cited({ task: 'Call the printer', dueText: 'tomorrow' }, 2, 'call the printer'),
      cited({ task: 'Write the plan', dueText: 'by Friday' }, 1, 'write the plan'),
      cited({ task: 'Write the plan' }, 1, 'write the plan by Friday'),
      cited({ task: 'Near', owner: null }, 1, 'call the printer'),
      cited({ task: 'Rob a bank' }, 3, 'rob a bank'),
      { task: '', evidence: [] },
    ],
    note,
  })
  const input = { pack, segments, meeting: sampleMeeting }
  const expected = await openModelEngine(scriptedModel(answer)).run(input)
  const output = await openModelEngine(scriptedModel(answer), open()).run(input)
  expect(JSON.stringify(output)).toBe(JSON.stringify(expected))
  expect(output.sections.map(({ items }) => items.length)).toEqual([4, 1])
}, 120_000)

test('fails a section whose answer is too expensive to judge, says so, and does not ask for it again', async () => {
  const code = 'a'.repeat(19_000)
  const tasks = Array.from({ length: 50 }, () => cited({ task: 'Write', code }, 1, 'write'))
  const model = scriptedModel(() => ({ tasks, note }))
  const engine = openModelEngine(model, open({ deadlineMs: 1_000 }))
  const output = await engine.run({ pack: dearPack(), segments, meeting: sampleMeeting })
  const [failed, whole] = output.sections
  expect(failed).toMatchObject({ state: 'failed', items: [], errors: [{ code: 'too-dear' }] })
  expect(whole).toMatchObject({ state: 'ok', items: [{ value: { text: 'That is all' } }] })
  expect(model.requests).toHaveLength(1)
}, 120_000)

test('fails a run of which no section could be judged, and says that its scenario is too expensive', async () => {
  const code = 'a'.repeat(19_000)
  const tasks = Array.from({ length: 50 }, () => cited({ task: 'Write', code }, 1, 'write'))
  const pack = dearPack()
  const own = { ...pack, sections: pack.sections.filter(({ name }) => name === 'tasks') }
  const engine = openModelEngine(
    scriptedModel(() => ({ tasks })),
    open({ deadlineMs: 1_000 }),
  )
  const ran = engine.run({ pack: own, segments, meeting: sampleMeeting })
  await expect(ran).rejects.toMatchObject({ code: 'model_answer_too_dear' })
}, 120_000)
