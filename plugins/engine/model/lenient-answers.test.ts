import { describe, expect, test } from 'bun:test'
import { runScenario } from '../run/run-scenario.ts'
import { loadPack } from '../pack/load-pack.ts'
import { sampleMeeting, samplePack, samplePackFiles, segmentsOf } from '../testing/sample-pack.ts'
import { scriptedModel, shownSegments } from '../testing/scripted-model.ts'
import type { LoadedPack, Segment } from '../types.ts'
import { type Interaction, type LanguageModel, ModelFault } from './port.ts'
import { modelProvider } from './provider.ts'
import { parseAnswer } from './read-answer.ts'

const pack = samplePack()
const { sections } = pack
const answer = { tasks: [{ task: "Don't send it, [yet]", evidence: [] }], note: null }
const text = JSON.stringify(answer)

describe('an answer is found', () => {
  test.each([
    ['behind a draft in its thoughts', `[THINK]{"tasks": [], "note": null} or {[/THINK]${text}`],
    [
      'behind thoughts of a chat template',
      `<|channel|>analysis<|message|>{"tasks": []}<|end|>${text}`,
    ],
    ['behind thoughts without marks', `So, JSON {like {"x": 1}}. Let me write.\n\n${text}`],
    ['inside a list', `[${text}]`],
    ['inside another object', `{"result":{"data":${text}}}`],
    ['as the arguments of a call', JSON.stringify({ name: 'meeting_sections', arguments: text })],
    ['with curly quotes around names', text.replaceAll(/"(\w+)":/g, '“$1”:')],
    ['with bare names', text.replaceAll(/"(\w+)":/g, '$1:')],
    ['with comments', text.replace('[{', '[ // items\n{')],
    [
      'with commas missing',
      `{"tasks":[{"task":"Don't send it, [yet]" "evidence":[]}] "note":null}`,
    ],
    ['with wide commas and colons', text.replaceAll('":', '"：').replaceAll(',"', '，"')],
    ['with quotes inside of a text', text.replace("Don't", `"Don't"`)],
  ])('%s', (_name, given) => {
    const read = parseAnswer(given, pack, sections)
    expect(read && Object.keys(read).toSorted()).toEqual(['note', 'tasks'])
    expect(JSON.stringify(read?.['tasks'])).toContain('send it, [yet]')
  })

  test.each([
    ['in a list of objects', '[{"tasks":[{"task":"a","evidence":[]}]},{"note":null}]'],
    ['in two objects', '{"tasks":[{"task":"a","evidence":[]}]}\n{"note":null}'],
    [
      'as a list of sections',
      '{"sections":[{"name":"tasks","items":[{"task":"a","evidence":[]}]},{"name":"note","items":null}]}',
    ],
  ])('%s', (_name, given) => {
    expect(parseAnswer(given, pack, sections)).toEqual({
      tasks: [{ task: 'a', evidence: [] }],
      note: null,
    })
  })

  test('as it is, without a second look, where it is JSON', () => {
    const given = { tasks: [{ task: '{"tasks": [1]}', evidence: [] }], note: null }
    expect(parseAnswer(JSON.stringify(given), pack, sections)).toEqual(given)
  })
})

const limits = { limits: { maxTokens: 2_000_000, maxCostCents: 100 } }
const roomy = (): LoadedPack => loadPack(samplePackFiles({ manifest: limits }))

async function run(model: LanguageModel, segments: Segment[], asked = pack) {
  const calls: Interaction[] = []
  const provider = modelProvider(model, asked, {
    tokensOf: (words) => Math.ceil(words.length / 4),
    onInteraction: (call) => calls.push(call),
    wait: async () => undefined,
  })
  const output = await runScenario({ pack: asked, segments, meeting: sampleMeeting, provider })
  const tasks = output.sections[0]?.items.map(({ value, state }) => [value['task'], state])
  return { output, calls, tasks }
}

const TALK = segmentsOf('I will send the draft soon.', 'I will call the printer too.')
const draft = { task: 'send the draft', evidence: [{ segment: 1, anchor: 'send the draft' }] }
const printer = { task: 'call the printer', evidence: [{ segment: 2, anchor: 'call the printer' }] }

describe('an answer that breaks off', () => {
  const whole = JSON.stringify({ note: null, tasks: [draft, printer] })
  const half = whole.slice(0, whole.indexOf('call the'))

  test.each([
    ['and says so', { text: half, finishReason: 'length' }],
    ['and does not say so', { text: half }],
    [
      'with its connection',
      new ModelFault('model_cut', true, 'cut', null, null, { partial: half }),
    ],
  ])('keeps what is whole, and only the rest is asked again: %s', async (_name, said) => {
    const model = scriptedModel((request) =>
      shownSegments(request).length === 2
        ? said
        : { tasks: shownSegments(request)[0]?.segment === 2 ? [printer] : [] },
    )
    const { output, tasks } = await run(model, TALK)
    expect(tasks).toEqual([
      ['send the draft', 'verified'],
      ['call the printer', 'verified'],
    ])
    expect(output.sections.map(({ state }) => state)).toEqual(['ok', 'empty'])
    const later = model.requests.filter((request) => shownSegments(request).length < 2)
    expect(later).toHaveLength(2)
    for (const { schema } of later) {
      expect(Object.keys(schema.schema['properties'] as object)).toEqual(['tasks'])
    }
  })

  test('each time keeps what came, and the section says that something is missing', async () => {
    const model = scriptedModel(() => ({ text: half, finishReason: 'length' }))
    const { output, tasks } = await run(model, TALK)
    expect(tasks).toEqual([['send the draft', 'verified']])
    expect(output.sections[0]?.errors.map(({ code }) => code)).toEqual(['cut'])
  })
})

test('items and evidence are read where they are JSON inside of strings', async () => {
  const evidence = JSON.stringify(draft.evidence)
  const tasks = [JSON.stringify({ ...draft, evidence }), JSON.stringify(printer)]
  const ran = await run(
    scriptedModel(() => ({ tasks, note: null })),
    TALK,
  )
  expect(ran.tasks).toEqual([
    ['send the draft', 'verified'],
    ['call the printer', 'verified'],
  ])
})

test('an answer of nothing is asked for once more, before the window is halved', async () => {
  const model = scriptedModel((_request, call) =>
    call === 1 ? { text: '' } : { tasks: [draft, printer], note: null },
  )
  const { tasks } = await run(model, TALK)
  expect(model.requests).toHaveLength(2)
  expect(tasks).toHaveLength(2)
})

describe('evidence', () => {
  test('that names no line is asked for once more, and an item without it stays all the same', async () => {
    const lost = { ...printer, evidence: [{ segment: 999, anchor: 'something else' }] }
    const bare = { ...draft, evidence: [] }
    const model = scriptedModel((_request, call) =>
      call === 1 ? { tasks: [lost, bare], note: null } : { tasks: [printer] },
    )
    const { tasks } = await run(model, TALK)
    expect(model.requests).toHaveLength(2)
    expect(model.requests[1]?.messages.at(-1)?.content).toMatch(/999[\s\S]*must name the line/)
    expect(tasks).toEqual([
      ['call the printer', 'verified'],
      ['send the draft', 'unsupported'],
    ])
  })

  test('under a wrong number is found by its words, as weak', async () => {
    const lost = { ...printer, evidence: [{ segment: 999, anchor: 'I will call the printer' }] }
    const { tasks, calls } = await run(
      scriptedModel(() => ({ tasks: [lost], note: null })),
      TALK,
    )
    expect(calls).toHaveLength(1)
    expect(tasks).toEqual([['call the printer', 'weak']])
  })

  test('with words left out, or other spaces in it, is found', async () => {
    const talk = segmentsOf('We will send the draft of the plan to Ann by e mail.')
    const tasks = ['We will send the … to Ann', 'the draft of the pl\nan'].map((anchor) => ({
      task: `send the draft ${anchor.length}`.replace(/ \d+/, ''),
      evidence: [{ segment: 1, anchor }],
    }))
    for (const one of tasks) {
      const ran = await run(
        scriptedModel(() => ({ tasks: [one], note: null })),
        talk,
      )
      expect(ran.tasks).toEqual([['send the draft', 'verified']])
    }
  })
})

describe('a server that reads only a part of its prompts', () => {
  const talk = segmentsOf(
    ...Array.from(
      { length: 200 },
      (_, at) => `We looked at point ${at} and went on with the rest.`,
    ),
  )

  test('is asked in smaller ones, until its count of the prompt is what was sent', async () => {
    const contexts: number[] = []
    const model = scriptedModel(
      (request) => {
        const sent = request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4
        const [first] = shownSegments(request)
        const evidence = [{ segment: first?.segment, anchor: first?.text }]
        const task = { task: `look at ${first?.text.slice(0, 30)}`, evidence }
        return {
          text: JSON.stringify({ tasks: first ? [task] : [], note: null }),
          usage: {
            inputTokens: Math.min(2_048, Math.ceil(sent)),
            cachedInputTokens: 0,
            outputTokens: 9,
          },
        }
      },
      { onContext: (tokens) => void contexts.push(tokens) },
    )
    const { output, calls } = await run(model, talk, roomy())
    expect(calls[0]).toMatchObject({ outcome: 'cut', errorCode: 'shortened' })
    const whole = calls.filter(({ errorCode }) => errorCode === null)
    expect(whole.length).toBeGreaterThan(1)
    expect(whole.every(({ usage }) => (usage?.inputTokens ?? 0) < 2_048)).toBe(true)
    expect(output.sections[0]?.state).toBe('ok')
    expect(contexts).toEqual([2_048])
  })

  test('says so where no part is small enough', async () => {
    const model = scriptedModel(() => ({
      text: JSON.stringify({ tasks: [], note: null }),
      usage: { inputTokens: 1_024, cachedInputTokens: 0, outputTokens: 9 },
    }))
    const heavy = segmentsOf('word '.repeat(6_000), 'word '.repeat(6_000))
    await expect(run(model, heavy, roomy())).rejects.toMatchObject({
      code: 'model_context_exceeded',
    })
  })
})

describe('a refusal of a long prompt', () => {
  const talk = segmentsOf(
    ...Array.from(
      { length: 400 },
      (_, at) => `We looked at point ${at} and went on with the rest.`,
    ),
  )
  const whenLong = (fault: ModelFault, most: number) =>
    scriptedModel((request) => {
      const size = request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4
      return size > most ? fault : { tasks: [], note: null }
    })

  test('that names a limit is followed by prompts that fit, and by no second refusal', async () => {
    const fault = new ModelFault('model_context_exceeded', false, 'x', null, null, {
      limitTokens: 4_000,
    })
    const model = whenLong(fault, 4_000)
    const { calls } = await run(model, talk, roomy())
    expect(calls.filter(({ errorCode }) => errorCode !== null)).toHaveLength(1)
    expect(calls.length).toBeGreaterThan(2)
  })

  test('that names nothing is tried with less of it', async () => {
    const model = whenLong(new ModelFault('model_request_refused', false, 'x'), 4_000)
    const { output, calls } = await run(model, talk, roomy())
    expect(output.sections.map(({ state }) => state)).toEqual(['empty', 'empty'])
    expect(calls.filter(({ errorCode }) => errorCode !== null).length).toBeLessThan(4)
  })
})

test('a call that broke off in its answer is recorded with what it must have taken', async () => {
  const more = { partial: '{"tas', wroteChars: 3_000 }
  const model = scriptedModel((_request, call) =>
    call === 1
      ? new ModelFault('model_cut', true, 'cut', null, null, more)
      : { tasks: [draft], note: null },
  )
  const { calls } = await run(model, TALK)
  expect(calls[0]).toMatchObject({
    outcome: 'error',
    usage: { outputTokens: 1_000 },
    body: { answer: '{"tas' },
  })
  expect(calls[0]?.usage?.inputTokens).toBeGreaterThan(100)
})

test('a call is told of as soon as the next one begins', async () => {
  const told: number[] = []
  const model = scriptedModel((_request, call) => {
    told.push(call)
    return call === 1 ? { text: 'Sorry?' } : { tasks: [draft], note: null }
  })
  const provider = modelProvider(model, pack, {
    tokensOf: (words) => words.length,
    onInteraction: ({ attempt }) => told.push(-attempt),
  })
  await runScenario({ pack, segments: TALK, meeting: sampleMeeting, provider })
  expect(told).toEqual([1, -1, 2, -2])
})

test('a call shows as progress from the moment it is sent, and moves on while the model thinks', async () => {
  const scripted = scriptedModel(() => ({ tasks: [draft], note: null }))
  const model: LanguageModel = {
    ...scripted,
    complete: async (request, options) => {
      options.onSent?.({ messages: request.messages, schema: null })
      for (const chars of [2_000, 4_000]) options.onThought?.(chars)
      return scripted.complete(request, options)
    },
  }
  const provider = modelProvider(model, pack, { tokensOf: (words) => words.length })
  const done: number[] = []
  await runScenario({
    pack,
    segments: TALK,
    meeting: sampleMeeting,
    provider,
    onProgress: (progress) => done.push(progress.done),
  })
  const rising = done.filter((share) => share > 0 && share < 1)
  expect(rising.length).toBeGreaterThan(1)
  expect(new Set(rising).size).toBeGreaterThan(1)
})
