import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { runScenario } from '../run/run-scenario.ts'
import { loadPack } from '../pack/load-pack.ts'
import {
  sampleMeeting,
  samplePack,
  samplePackFiles,
  sampleSchema,
  segmentsOf,
} from '../testing/sample-pack.ts'
import {
  fiveHoursOfTalk,
  type ScriptedModel,
  scriptedModel,
  shownSegments,
} from '../testing/scripted-model.ts'
import type { LoadedPack, MeetingFacts, RunOutput, Segment } from '../types.ts'
import { type Interaction, type LanguageModel, ModelFault, type ModelRequest } from './port.ts'
import { createBudget } from './budget.ts'
import { openCalls } from './call.ts'
import { modelProvider } from './provider.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const estimate = (text: string): number => Math.ceil(text.length / 4)

interface Ran {
  output: RunOutput
  calls: Interaction[]
  waits: number[]
}

async function run(
  model: LanguageModel,
  segments: Segment[],
  {
    pack = samplePack(),
    meeting = sampleMeeting,
  }: { pack?: LoadedPack; meeting?: MeetingFacts } = {},
): Promise<Ran> {
  const calls: Interaction[] = []
  const waits: number[] = []
  const provider = modelProvider(model, pack, {
    tokensOf: estimate,
    onInteraction: (call) => calls.push(call),
    wait: async (ms) => void waits.push(ms),
  })
  const output = await runScenario({ pack, segments, meeting, provider })
  return { output, calls, waits }
}

async function failing(model: LanguageModel, segments = SEGMENTS, pack = samplePack()) {
  const calls: Interaction[] = []
  const provider = modelProvider(model, pack, {
    tokensOf: estimate,
    onInteraction: (call) => calls.push(call),
    wait: async () => undefined,
  })
  const error = await runScenario({ pack, segments, meeting: sampleMeeting, provider }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return { error, calls }
}

const SEGMENTS = segmentsOf('I will send the draft by Friday.', 'I will call the printer tomorrow.')
const task = (text: string, segment: number, more: object = {}) => ({
  task: text,
  owner: null,
  dueText: null,
  level: null,
  code: null,
  hours: null,
  evidence: [{ segment, anchor: text }],
  ...more,
})
const draft = task('send the draft', 1)
const printer = task('call the printer', 2)
const good = { tasks: [draft, printer], note: { text: 'Short.', evidence: [] } }
const note = { text: 'Short.', evidence: [] }
const twoStepsManifest = {
  steps: [
    { id: 'all', sections: ['tasks'], after: [], model: 'small' },
    { id: 'second', sections: ['note'], after: ['all'], model: 'small' },
  ],
}
const twoSteps = (): LoadedPack =>
  loadPack({
    ...samplePackFiles({ manifest: twoStepsManifest }),
    'prompts/second.md': 'Fill {{sections}}.',
  })
const asksFor = ({ schema }: ModelRequest['schema'], section: string): boolean =>
  Object.hasOwn((schema['properties'] ?? {}) as object, section)
const textsOf = ({ output }: Ran) => output.sections[0]?.items.map(({ value }) => value['task'])

describe('an answer', () => {
  test('becomes proven items; what was not said is left out', async () => {
    const model = scriptedModel(() => good)
    const { output, calls } = await run(model, SEGMENTS)
    expect(output.provider).toBe('scripted:m')
    expect(output.sections.map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(output.sections[0]?.items.map(({ value, state }) => ({ value, state }))).toEqual([
      { value: { task: 'send the draft' }, state: 'verified' },
      { value: { task: 'call the printer' }, state: 'verified' },
    ])
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ attempt: 1, isFinal: true, outcome: 'ok', errorCode: null })
  })

  test('names people as the meeting spells them, by label, first name or other case', async () => {
    const participants = ['Ada Lovelace', 'Ben Stone', 'Ben Hill'].map((name) => ({
      name,
      role: null,
    }))
    const owners = ['A', 'ADA', 'Lovelace, Ada', 'Ben', 'Ben stone', 'Zoe']
    const answer = {
      tasks: owners.map((owner, at) =>
        task(`${'x'.repeat(at + 1)} ${at} send the draft`, 1, { owner, evidence: [] }),
      ),
      note: null,
    }
    const { output } = await run(
      scriptedModel(() => answer),
      SEGMENTS,
      {
        meeting: { ...sampleMeeting, participants },
      },
    )
    expect(output.sections[0]?.items.map(({ value }) => value['owner']).sort()).toEqual(
      ['Ada', 'Ada', 'Ada Lovelace', 'Ben', 'Ben Stone', 'Zoe'].sort(),
    )
  })

  test('in a code fence, or with dates that only the engine computes, is read all the same', async () => {
    const said = { tasks: [{ ...draft, dueText: 'by Friday', dueOn: '1999-01-01' }], note: null }
    const fenced = scriptedModel(() => ({ text: `\`\`\`json\n${JSON.stringify(said)}\n\`\`\`` }))
    const { output, calls } = await run(fenced, SEGMENTS)
    expect(calls).toHaveLength(1)
    expect(output.sections[0]?.items[0]?.value['dueOn']).toBe('2026-11-27')
  })
})

test('what no database takes is taken out of an answer, also of the names of its fields', async () => {
  const cited = String.raw`"evidence":[{"segment":1,"anchor":"send the \u0000draft"}]`
  const odd = String.raw`{"task":"send \u0000the draft\ud800",${cited}}`
  const unknown = String.raw`{"task":"call the printer","a\u0000b\ud800":1,"evidence":[{"segment":2,"anchor":"call the printer"}]}`
  const model = scriptedModel(() => ({ text: `{"tasks":[${odd},${unknown}],"note":null}` }))
  const ran = await run(model, SEGMENTS)
  expect(textsOf(ran)).toEqual(['send the draft\ufffd', 'call the printer'])
  expect(JSON.stringify(ran.output)).not.toMatch(/\\u0000|\\ud800/)
})

describe('what is not as it must be', () => {
  const bad = task('call the printer', 2, { level: 'urgent', hours: -1 })

  test('goes back once with the exact errors and only the failed part', async () => {
    const model = scriptedModel((_request, call) =>
      call === 1 ? { ...good, tasks: [draft, bad] } : { tasks: [{ ...printer, level: 'high' }] },
    )
    const ran = await run(model, SEGMENTS)
    expect(textsOf(ran)).toEqual(['send the draft', 'call the printer'])
    expect(ran.output.sections[0]?.state).toBe('ok')
    const [first, second] = model.requests
    const [failed, words] = second?.messages.slice(2) ?? []
    expect(second?.messages.slice(0, 2)).toEqual(first?.messages ?? [])
    expect(JSON.parse(failed?.content ?? '')).toEqual({ tasks: [bad] })
    expect(words?.content).toContain(
      '- /tasks/0/level: must be equal to one of the allowed values: low, high',
    )
    expect(words?.content).toContain('- /tasks/0/hours: must be >= 0')
    expect(Object.keys((second?.schema.schema['properties'] ?? {}) as object)).toEqual(['tasks'])
    expect(ran.calls.map(({ attempt, outcome, isFinal }) => [attempt, outcome, isFinal])).toEqual([
      [1, 'invalid', false],
      [2, 'ok', true],
    ])
  })

  test('is told by the titles of its fields: to the model behind their names, to the reader instead', async () => {
    const titles = { 'tasks.hours': 'Effort', 'tasks.task': 'To do' }
    const pack = loadPack(samplePackFiles({ en: titles }))
    const { task: _task, ...without } = task('', 1, { dueText: 'by Friday' })
    const late = task('call the printer', 2, { hours: -1 })
    const model = scriptedModel((_request, call) => ({
      ...good,
      tasks: call === 1 ? [draft, late, without] : [late, without],
    }))
    const { output } = await run(model, SEGMENTS, { pack })
    expect(model.requests[1]?.messages.at(-1)?.content).toContain(
      '- /tasks/0/hours (Effort): must be >= 0',
    )
    expect(output.sections[0]?.errors.map(({ pointer, detail }) => [pointer, detail])).toEqual([
      ['/tasks/0/hours', '“Effort” must be >= 0'],
      ['/tasks/1', 'must have required property “To do”'],
    ])
  })

  test('twice fails its section, which keeps what is good, and no other', async () => {
    const model = scriptedModel((_request, call) =>
      call === 1 ? { ...good, tasks: [draft, bad] } : { tasks: [bad] },
    )
    const ran = await run(model, SEGMENTS)
    expect(model.requests).toHaveLength(2)
    expect(textsOf(ran)).toEqual(['send the draft'])
    const [tasks, note] = ran.output.sections
    expect(tasks?.state).toBe('failed')
    expect(tasks?.errors.map(({ code }) => code)).toEqual(['invalid', 'invalid'])
    expect(note?.state).toBe('ok')
  })

  test('may be all of it: no JSON, nothing, or a section that is missing', async () => {
    const { tasks: _left, ...without } = good
    for (const said of [{ text: 'Sorry?' }, { text: '' }, { text: '[1]' }, without]) {
      const mended = await run(
        scriptedModel((_r, call) => (call === 1 ? said : good)),
        SEGMENTS,
      )
      expect(mended.output.sections.map(({ state }) => state)).toEqual(['ok', 'ok'])
    }
    const left = await run(
      scriptedModel(() => without),
      SEGMENTS,
    )
    expect(left.output.sections.map(({ errors }) => errors[0]?.code)).toEqual([
      'left-out',
      undefined,
    ])
  })

  test('a refusal fails its sections without asking again', async () => {
    for (const said of [{ refusal: 'No.' }, { finishReason: 'content_filter' }]) {
      const model = scriptedModel(({ schema }) => (asksFor(schema, 'tasks') ? said : { note }))
      const { output, calls } = await run(model, SEGMENTS, { pack: twoSteps() })
      expect(model.requests).toHaveLength(2)
      expect(output.sections.map(({ errors }) => errors[0]?.code)).toEqual(['refused', undefined])
      expect(calls[0]).toMatchObject({ outcome: 'refused', isFinal: true })
    }
  })

  test('a limit that a server names beside a whole answer cuts nothing', async () => {
    const whole = { text: JSON.stringify(good), finishReason: 'length' }
    const ran = await run(
      scriptedModel(() => whole),
      SEGMENTS,
    )
    expect(textsOf(ran)).toEqual(['send the draft', 'call the printer'])
    expect(ran.calls).toHaveLength(1)
  })
})

describe('a run of which nothing comes through', () => {
  const fault = (code: ModelFault['code']) => new ModelFault(code, false, code)

  test.each([
    ['a refusal', { refusal: 'No.' }, 'model_prompt_refused'],
    ['a filter', { finishReason: 'content_filter' }, 'model_prompt_refused'],
    ['a filter of prompts', fault('model_prompt_refused'), 'model_prompt_refused'],
    ['a refused request', fault('model_request_refused'), 'model_request_refused'],
    ['a context that is too small', fault('model_context_exceeded'), 'model_context_exceeded'],
    ['a cut answer', { text: '{"tasks":[', finishReason: 'length' }, 'model_answer_cut'],
    ['an empty answer', { text: ' ' }, 'model_answer_empty'],
    ['no JSON', { text: 'Sorry?' }, 'model_garbage'],
    ['nothing of what was asked', { text: '{"other":1}' }, 'model_answer_invalid'],
    [
      'items that do not fit',
      { tasks: [task('x', 1, { hours: -1 })], note: { text: 7, evidence: [] } },
      'model_answer_invalid',
    ],
  ] as const)('fails by %s as %s', async (_name, said, code) => {
    const { error, calls } = await failing(scriptedModel(() => said))
    expect(error).toMatchObject({ name: 'ModelFault', code, retryable: false })
    expect(calls.length).toBeGreaterThan(0)
  })

  test('is none when one section came through, or was found to be empty', async () => {
    const refused = fault('model_request_refused')
    for (const said of [{ note }, { note: null }]) {
      const model = scriptedModel(({ schema }) => (asksFor(schema, 'tasks') ? refused : said))
      const { output } = await run(model, SEGMENTS, { pack: twoSteps() })
      expect(output.sections[0]).toMatchObject({
        state: 'failed',
        errors: [{ code: 'request-refused' }],
      })
      expect(output.sections[1]?.state).toBe(said.note ? 'ok' : 'empty')
    }
  })
})

describe('a step that cannot be asked', () => {
  test('for its schema fails alone, before any call', async () => {
    const level = { type: 'string', enum: Array.from({ length: 199 }, (_, at) => `v${at}`) }
    const fields = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [`f${at}`, { $ref: '#/$defs/level' }]),
    )
    const labels = Object.fromEntries([
      ...Object.keys(fields).map((name) => [`note.${name}`, name]),
      ...level.enum.map((value) => [`enum.level.${value}`, value]),
    ])
    const { tasks, note: plain } = sampleSchema.properties
    const task = { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] }
    const wide = { ...plain, properties: { ...plain.properties, ...fields } }
    const files = samplePackFiles({
      manifest: twoStepsManifest,
      schema: {
        ...sampleSchema,
        properties: {
          tasks: { ...tasks, items: task, 'x-aam': { ...tasks['x-aam'] } },
          note: wide,
        },
        $defs: { level },
      },
    })
    const own = JSON.stringify({
      tasks: 'Tasks',
      'tasks.task': 'Task',
      note: 'Note',
      'note.text': 'Text',
      ...labels,
    })
    const pack = loadPack({
      ...files,
      'i18n/en.json': own,
      'i18n/ru.json': own,
      'prompts/second.md': 'Fill {{sections}}.',
    })
    const model = scriptedModel(() => ({
      tasks: [{ task: 'send the draft', evidence: [{ segment: 1, anchor: 'send the draft' }] }],
    }))
    const ran = await run(model, SEGMENTS, { pack })
    expect(textsOf(ran)).toEqual(['send the draft'])
    expect(ran.output.sections[1]?.errors.map(({ code }) => code)).toEqual(['schema-too-large'])
    expect(model.requests).toHaveLength(1)
  })

  test('for its prompt fails alone, and the windows of the others stay as they are', async () => {
    const talk = segmentsOf(...Array.from({ length: 40 }, (_, at) => `${at} ${'word '.repeat(50)}`))
    const model = scriptedModel(
      ({ messages, schema }) =>
        (messages[0]?.content.length ?? 0) > 16_000
          ? new ModelFault('model_context_exceeded', false, 'too long')
          : asksFor(schema, 'tasks')
            ? { tasks: [] }
            : { note },
      { contextTokens: 4_400 },
    )
    const pack = loadPack({
      ...samplePackFiles({
        manifest: { ...twoStepsManifest, limits: { maxTokens: 2_000_000, maxCostCents: 100 } },
      }),
      'prompts/second.md': `Fill {{sections}}. ${'Mind this. '.repeat(1_700)}`,
    })
    const { output } = await run(model, talk, { pack })
    expect(output.sections.map(({ state, errors }) => [state, errors[0]?.code])).toEqual([
      ['empty', undefined],
      ['failed', 'too-long'],
    ])
    const ofTasks = model.requests.filter(({ schema }) => asksFor(schema, 'tasks'))
    expect(ofTasks.length).toBeLessThanOrEqual(2)
  })

  test('over a whole window is asked over ever smaller parts, until they fit', async () => {
    const talk = segmentsOf(...Array.from({ length: 64 }, (_, at) => `This is point ${at} of all.`))
    const model = scriptedModel((request) => {
      const shown = shownSegments(request)
      if (shown.length > 5) return new ModelFault('model_context_exceeded', false, 'too long')
      const evidence = [{ segment: shown[0]?.segment, anchor: shown[0]?.text }]
      return { tasks: [task(`see to ${shown[0]?.segment}`, 1, { evidence })], note: null }
    })
    const pack = loadPack(
      samplePackFiles({ manifest: { limits: { maxTokens: 500_000, maxCostCents: 100 } } }),
    )
    const { output } = await run(model, talk, { pack })
    expect(output.sections.map(({ state }) => state)).toEqual(['ok', 'empty'])
    expect(output.sections[0]?.items.length).toBeGreaterThan(10)
    expect(output.coverage.seenCount).toBe(64)
  })
})

describe('an answer that was cut', () => {
  const cut = { text: '{"tasks":[', finishReason: 'length' }

  test('is asked for again over the halves of the window', async () => {
    const model = scriptedModel((request, call) => {
      if (call === 1) return cut
      const shown = new Set(shownSegments(request).map(({ segment }) => segment))
      return {
        tasks: [draft, printer].filter(({ evidence }) => shown.has(evidence[0]?.segment ?? 0)),
        note: null,
      }
    })
    const ran = await run(model, SEGMENTS)
    expect(model.requests).toHaveLength(3)
    expect(textsOf(ran)).toEqual(['send the draft', 'call the printer'])
    expect(ran.calls.map(({ outcome }) => outcome)).toEqual(['cut', 'ok', 'ok'])
  })

  test('once more fails the sections; so does a context that is too small, under its own name', async () => {
    const tooLong = new ModelFault('model_context_exceeded', false, 'too long')
    for (const [said, code] of [
      [cut, 'cut'],
      [tooLong, 'too-long'],
    ] as const) {
      const model = scriptedModel(({ schema }) => (asksFor(schema, 'tasks') ? said : { note }))
      const { output } = await run(model, SEGMENTS, { pack: twoSteps() })
      expect(model.requests).toHaveLength(4)
      expect(output.sections.map(({ errors }) => errors[0]?.code)).toEqual([code, undefined])
    }
  })
})

describe('a call that fails', () => {
  const fault = (code: ModelFault['code'], retryable: boolean, afterMs: number | null = null) =>
    new ModelFault(code, retryable, code, afterMs)

  test('is made again after growing waits; waiting for a limit takes no attempt', async () => {
    const limited = scriptedModel((_request, call) =>
      call <= 6 ? fault('model_rate_limited', true, call === 1 ? 7_000 : null) : good,
    )
    const { output, calls, waits } = await run(limited, SEGMENTS)
    expect(output.sections[0]?.state).toBe('ok')
    expect(calls).toHaveLength(7)
    expect(waits[0]).toBe(7_000)
    expect(waits[5]).toBeGreaterThan(waits[1] ?? 0)
  })

  test('for good stops the run, and the calls are still told', async () => {
    const down = scriptedModel(() => fault('model_unavailable', true))
    const { error, calls } = await failing(down)
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true })
    expect(calls.map(({ attempt, isFinal }) => [attempt, isFinal])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    const locked = await failing(scriptedModel(() => fault('model_bad_credentials', false)))
    expect(locked.error).toMatchObject({ code: 'model_bad_credentials' })
    expect(locked.calls).toHaveLength(1)
  })

  test('because of limits alone ends after some minutes of waiting', async () => {
    const model = scriptedModel(() => fault('model_rate_limited', true, 100_000))
    const { error } = await failing(model)
    expect(error).toMatchObject({ code: 'model_rate_limited', retryable: true })
    expect(model.requests).toHaveLength(4)
  })
})

describe('one window of several', () => {
  const talk = segmentsOf(
    ...Array.from({ length: 60 }, (_, at) => `point ${at} ${'word '.repeat(60)}`),
  )
  const pack = loadPack(
    samplePackFiles({ manifest: { limits: { maxTokens: 500_000, maxCostCents: 100 } } }),
  )
  const small = { contextTokens: 6_000, concurrency: 2 }
  const noteOf = (request: ModelRequest) => {
    const [first] = shownSegments(request)
    if (!first) return null
    const evidence = [{ segment: first.segment, anchor: first.text.slice(0, 20) }]
    return { tasks: [], note: { text: `From ${first.segment}`, evidence } }
  }
  const showsFirst = (request: ModelRequest) => shownSegments(request)[0]?.segment === 1

  test.each([
    ['model_prompt_refused', false, 'refused'],
    ['model_request_refused', false, 'request-refused'],
    ['model_cut', true, 'unanswered'],
    ['model_garbage', true, 'unanswered'],
    ['model_timeout', true, 'unanswered'],
  ] as const)('with %s fails alone', async (code, retryable, expected) => {
    const fault = new ModelFault(code, retryable, code)
    const model = scriptedModel(
      (request) => (showsFirst(request) ? fault : (noteOf(request) ?? fault)),
      small,
    )
    const { output } = await run(model, talk, { pack })
    const [tasks, note] = output.sections
    expect(tasks?.errors.map((error) => error.code)).toEqual([expected])
    expect(note?.errors.map((error) => error.code)).toEqual([expected])
    expect(note?.items.length).toBeGreaterThan(0)
  })

  test('is not what failed when none gets through: then the run stops early', async () => {
    const silent = scriptedModel(() => new ModelFault('model_timeout', true, 'silent'), small)
    const { error } = await failing(silent, talk, pack)
    expect(error).toMatchObject({ code: 'model_timeout', retryable: true })
    // Two windows side by side, each tried three times.
    expect(silent.requests.length).toBeLessThanOrEqual(7)
    const alone = await failing(scriptedModel(() => new ModelFault('model_cut', true, 'cut')))
    expect(alone.error).toMatchObject({ code: 'model_cut' })
  })

  test.each(['model_unavailable', 'model_request_refused', 'model_timeout'] as const)(
    'gives what it gave when making one of all fails with %s',
    async (code) => {
      const model = scriptedModel(
        (request) => noteOf(request) ?? new ModelFault(code, false, code),
        small,
      )
      const { output } = await run(model, talk, { pack })
      expect(output.sections[1]?.items.length).toBeGreaterThan(0)
    },
  )

  test('stops the run when making one of all finds the credit used up', async () => {
    const model = scriptedModel(
      (request) => noteOf(request) ?? new ModelFault('model_no_quota', false, 'none'),
      small,
    )
    expect((await failing(model, talk, pack)).error).toMatchObject({ code: 'model_no_quota' })
  })
})

test('an answer that is being written is told of as a rising share, which a second answer does not take back', async () => {
  const shares: number[] = []
  const scripted = scriptedModel((_request, call) => (call === 1 ? { text: 'no JSON' } : good))
  const model: LanguageModel = {
    ...scripted,
    complete: async (request, options) => {
      for (const part of ['{"tasks":', '[1,2,3]'.repeat(20)]) options.onDelta?.(part)
      return scripted.complete(request, options)
    },
  }
  const pack = samplePack()
  const provider = modelProvider(model, pack, { tokensOf: estimate })
  const fill = provider.fill.bind(provider)
  await runScenario({
    pack,
    segments: SEGMENTS,
    meeting: sampleMeeting,
    provider: {
      ...provider,
      fill: (request, signal) => fill(request, signal, (share) => shares.push(share)),
    },
  })
  expect(shares).toHaveLength(4)
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares)
  expect(shares[0]).toBeGreaterThan(0)
  expect(shares.at(-1)).toBeLessThan(1)
})

describe('the budget', () => {
  const limited = (limits: object) => loadPack(samplePackFiles({ manifest: { limits } }))

  test('is checked before any call, by tokens and by cost', async () => {
    const tokens = scriptedModel(() => good)
    const many = segmentsOf(...Array.from({ length: 50 }, () => 'word '.repeat(100)))
    const overTokens = await failing(tokens, many, limited({ maxTokens: 5_000, maxCostCents: 100 }))
    expect(overTokens.error).toMatchObject({ code: 'model_over_budget', retryable: false })
    expect(tokens.requests).toHaveLength(0)
    const dear = scriptedModel(() => good, { costMicroUsd: () => 50_000 })
    const overCost = await failing(dear, SEGMENTS, limited({ maxTokens: 50_000, maxCostCents: 4 }))
    expect(overCost.error).toMatchObject({ code: 'model_over_budget' })
    expect(dear.requests).toHaveLength(0)
  })

  test.each([
    ['model_timeout', 2],
    ['model_unavailable', 3],
  ] as const)('counts what a server worked on and did not count: %s', async (code, made) => {
    const model = scriptedModel((_request, call) =>
      call < 3 ? new ModelFault(code, true, code) : good,
    )
    const budget = createBudget({ maxTokens: 2_500, maxCostCents: 100 }, model)
    const { signal } = new AbortController()
    const deps = {
      model,
      budget,
      signal,
      wait: async () => undefined,
      onInteraction: () => undefined,
      nextNumber: () => 1,
    }
    const calls = openCalls(deps, 'all', 0)
    const ask = () =>
      calls
        .complete(
          { messages: [], schema: { name: 'a', schema: {} } },
          { inputTokens: 900, cachedInputTokens: 0, outputTokens: 100 },
        )
        .then(
          () => 'answered',
          (error: unknown) => (error as ModelFault).code,
        )
    expect(await ask()).toBe(made === 3 ? 'answered' : 'model_over_budget')
    expect(model.requests).toHaveLength(made)
    // The answer's usage was not told: its estimate stays, and leaves room for one more.
    if (made === 3) expect([await ask(), await ask()]).toEqual(['answered', 'model_over_budget'])
  })

  test('of all attempts together is twice that of one', async () => {
    const model = scriptedModel(() => good, { costMicroUsd: () => 10_000 })
    const budgetAfter = (tokens: number, microUsd: number) =>
      createBudget({ maxTokens: 2_500, maxCostCents: 3 }, model, { tokens, microUsd })
    const call = { inputTokens: 900, cachedInputTokens: 0, outputTokens: 100 }
    expect(() => budgetAfter(4_000, 50_000).check([call])).not.toThrow()
    expect(() => budgetAfter(4_001, 0).check([call])).toThrow('5001 tokens')
    expect(() => budgetAfter(0, 50_001).check([call])).toThrow('cents')
    expect(() => budgetAfter(0, 0).check([call, call, call])).toThrow('3000 tokens')
    const budget = budgetAfter(3_500, 0)
    budget.reserve(call)
    expect(() => budget.reserve(call)).toThrow('With the attempts before')
  })

  test('that runs out on the way fails what is left, and keeps what there is', async () => {
    const usage = { inputTokens: 4_000, cachedInputTokens: 0, outputTokens: 900 }
    const pack = loadPack(
      samplePackFiles({
        manifest: {
          limits: { maxTokens: 5_000, maxCostCents: 100 },
          steps: [
            { id: 'all', sections: ['tasks'], after: [], model: 'large' },
            { id: 'system', sections: ['note'], after: ['all'], model: 'small' },
          ],
        },
      }),
    )
    const model = scriptedModel(() => ({ text: JSON.stringify(good), usage }))
    const { output } = await run(model, SEGMENTS, { pack })
    expect(output.sections.map(({ state }) => state)).toEqual(['ok', 'failed'])
    expect(output.sections[1]?.errors[0]?.code).toBe('over-budget')
  })
})

describe('steps', () => {
  const pack = loadPack(
    samplePackFiles({
      manifest: {
        steps: [
          { id: 'all', sections: ['tasks'], after: [], model: 'large' },
          { id: 'system', sections: ['note'], after: ['all'], model: 'small' },
        ],
      },
    }),
  )
  const answer = ({ schema }: ModelRequest) => {
    const names = Object.keys(schema.schema['properties'] as object)
    return Object.fromEntries(names.map((name) => [name, good[name as keyof typeof good]]))
  }

  test('that follow others wait, and are given what those found', async () => {
    const model = scriptedModel(answer)
    await run(model, SEGMENTS, { pack })
    expect(model.requests).toHaveLength(2)
    expect(model.requests[0]?.messages[1]?.content).not.toContain('Already found')
    expect(model.requests[1]?.messages[1]?.content).toContain(
      'tasks:\n- send the draft [1]\n- call the printer [2]',
    )
  })

  test('make their windows by what the server counted for the steps before', async () => {
    const talk = segmentsOf(
      ...Array.from({ length: 200 }, (_, at) => `line ${at} ${'word '.repeat(20)}`),
    )
    const counted = scriptedModel(
      (request) => ({
        text: JSON.stringify(answer(request)),
        usage: { inputTokens: 12_000, cachedInputTokens: 0, outputTokens: 10 },
      }),
      { contextTokens: 9_000 },
    )
    const big = loadPack(
      samplePackFiles({
        manifest: { ...pack.manifest, limits: { maxTokens: 1_000_000, maxCostCents: 100 } },
      }),
    )
    const { calls } = await run(counted, talk, { pack: big })
    const windows = (step: string) =>
      new Set(calls.filter((call) => call.step === step).map((call) => call.windowIndex)).size
    expect(windows('system')).toBeGreaterThan(windows('all'))
  })
})

describe('a five-hour meeting', () => {
  const large = loadPack(
    samplePackFiles({
      manifest: { limits: { maxTokens: 2_000_000, maxCostCents: 1_000 } },
      schema: undefined,
    }),
  )
  const talk = fiveHoursOfTalk()
  const find = (request: ModelRequest) => ({
    tasks: shownSegments(request)
      .filter(({ text }) => text.startsWith('I will'))
      .map(({ segment, text }) => task(text.slice(0, 60), segment)),
    note: null,
  })

  test('is read whole in windows, each finding once, and nothing is cut', async () => {
    const model = scriptedModel(find, { contextTokens: 24_000 })
    const { output, calls } = await run(model, talk, { pack: large })
    expect(calls.length).toBeGreaterThan(4)
    expect(output.coverage).toMatchObject({ segmentCount: 4_500, seenCount: 4_500 })
    const cited = output.coverage.citedOrdinals
    expect(cited).toEqual(Array.from({ length: 90 }, (_, at) => at * 50 + 1))
    const shown = new Set(model.requests.flatMap(shownSegments).map(({ segment }) => segment))
    expect(shown.size).toBe(4_500)
  })

  test('gives the same artifact, byte for byte, in whatever order the answers arrive', async () => {
    const arriving = (order: (index: number) => number): ScriptedModel => {
      const model = scriptedModel(find, { contextTokens: 24_000, concurrency: 8 })
      const { complete } = model
      let asked = 0
      model.complete = async (request, options) => {
        const turns = order(asked++)
        for (let turn = 0; turn < turns; turn++) await Promise.resolve()
        return complete(request, options)
      }
      return model
    }
    const outputs = await Promise.all(
      [(at: number) => at, (at: number) => 400 - at * 20, (at: number) => (at * 37) % 11].map(
        async (order) => JSON.stringify((await run(arriving(order), talk, { pack: large })).output),
      ),
    )
    expect(outputs[1]).toBe(outputs[0] ?? '')
    expect(outputs[2]).toBe(outputs[0] ?? '')
  })
})

test('a section that is one item is made one of what all windows gave', async () => {
  const talk = segmentsOf(
    ...Array.from({ length: 60 }, (_, at) => `point ${at} ${'word '.repeat(60)}`),
  )
  const pack = loadPack(
    samplePackFiles({ manifest: { limits: { maxTokens: 500_000, maxCostCents: 100 } } }),
  )
  const model = scriptedModel(
    (request) => {
      const [first] = shownSegments(request)
      return first
        ? {
            tasks: [],
            note: {
              text: `From ${first.segment}`,
              evidence: [{ segment: first.segment, anchor: first.text.slice(0, 20) }],
            },
          }
        : {
            note: {
              text: 'The whole meeting.',
              evidence: [{ segment: 1, anchor: 'point 0 word word' }],
            },
          }
    },
    { contextTokens: 6_000 },
  )
  const { output } = await run(model, talk, { pack })
  expect(output.sections[1]?.items.map(({ value }) => value)).toEqual([
    { text: 'The whole meeting.' },
  ])
  const asked = model.requests.at(-1)?.messages[1]?.content ?? ''
  expect(asked).toContain('<parts>\n{"text":"From 1"')
  expect(asked).not.toContain('<transcript>')
})

test('an abort ends the run with its reason, and the call it met is told of', async () => {
  const stop = new AbortController()
  const calls: Interaction[] = []
  const model = scriptedModel(() => {
    stop.abort(new Error('stopped'))
    return new ModelFault('model_unavailable', true, 'away')
  })
  const pack = samplePack()
  const provider = modelProvider(model, pack, {
    tokensOf: estimate,
    onInteraction: (call) => calls.push(call),
  })
  const ran = runScenario({
    pack,
    segments: SEGMENTS,
    meeting: sampleMeeting,
    provider,
    signal: stop.signal,
  })
  await expect(ran).rejects.toThrow('stopped')
  expect(calls).toHaveLength(1)
})
