import { describe, expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import {
  sampleMeeting,
  samplePack,
  samplePackFiles,
  sampleSchema,
  segmentsOf,
} from '../testing/sample-pack.ts'
import type {
  ProposedItem,
  RunOutput,
  RunProgress,
  SectionAnswer,
  SectionProvider,
  SectionRequest,
  Segment,
} from '../types.ts'
import { runScenario } from './run-scenario.ts'

type Answer = (request: SectionRequest) => SectionAnswer['sections']

function provider(
  answer: Answer,
  windowTokens = Infinity,
): SectionProvider & { requests: SectionRequest[] } {
  const requests: SectionRequest[] = []
  return {
    name: 'scripted',
    windowTokens,
    requests,
    fill(request) {
      requests.push(request)
      return Promise.resolve({ sections: answer(request) })
    },
  }
}

const tasks = (...items: ProposedItem[]): SectionAnswer['sections'] => ({
  tasks: { state: 'ok', items },
  note: { state: 'ok', items: [] },
})
const task = (text: string, segment: number, anchor: string, more: object = {}): ProposedItem => ({
  value: { task: text, ...more },
  evidence: [{ segment, anchor }],
})

function run(segments: Segment[], scripted: SectionProvider): Promise<RunOutput> {
  return runScenario({ pack: samplePack(), segments, meeting: sampleMeeting, provider: scripted })
}

const SEGMENTS = segmentsOf(
  'I will send the draft by Friday.',
  'Okay, and I call the printer tomorrow.',
  'Good.',
  'Bye then.',
)

test('items come grounded, dated and in order of speech, whatever the order of the answer', async () => {
  const items = [
    task('call the printer', 2, 'call the printer', {
      dueText: 'tomorrow',
      owner: null,
      dueOn: '1999-01-01',
    }),
    task('send the draft', 1, 'send the draft', { dueText: 'by Friday', level: 'high' }),
  ]
  const output = await run(
    SEGMENTS,
    provider(() => tasks(...items)),
  )
  const [section] = output.sections
  expect(section?.state).toBe('ok')
  expect(section?.items.map(({ ord, value, state }) => ({ ord, value, state }))).toEqual([
    {
      ord: 0,
      value: { task: 'send the draft', dueText: 'by Friday', level: 'high', dueOn: '2026-11-27' },
      state: 'verified',
    },
    {
      ord: 1,
      value: { task: 'call the printer', dueText: 'tomorrow', dueOn: '2026-11-24' },
      state: 'verified',
    },
  ])
  const reversed = await run(
    SEGMENTS,
    provider(() => tasks(...items.toReversed())),
  )
  expect(JSON.stringify(reversed)).toBe(JSON.stringify(output))
})

test('a date that the provider made up is never kept', async () => {
  const output = await run(
    SEGMENTS,
    provider(() => tasks(task('send the draft', 1, 'send', { dueOn: '2026-11-30' }))),
  )
  expect(output.sections[0]?.items[0]?.value).toEqual({ task: 'send the draft' })
})

test('coverage says what was seen and what is cited', async () => {
  const output = await run(
    SEGMENTS,
    provider(() => tasks(task('send the draft', 1, 'send the draft'))),
  )
  expect(output.coverage).toEqual({
    segmentCount: 4,
    seenCount: 4,
    citedOrdinals: [1],
    citedShare: 0.4118,
    uncitedTailMs: 15_000,
  })
  const untimed = SEGMENTS.map((segment) => ({ ...segment, startMs: null, endMs: null }))
  const silent = await run(
    untimed,
    provider(() => tasks()),
  )
  expect(silent.coverage).toMatchObject({ citedOrdinals: [], citedShare: 0, uncitedTailMs: null })
})

describe('a section that fails', () => {
  test('keeps its good items, names the bad ones and leaves the others alone', async () => {
    const output = await run(
      SEGMENTS,
      provider(() => ({
        tasks: {
          state: 'ok',
          items: [
            task('send the draft', 1, 'send the draft'),
            { value: { owner: 'Ada', level: 'urgent', colour: 'red', code: 'x' }, evidence: [] },
          ],
        },
        note: { state: 'ok', items: [{ value: { text: 'Short.' }, evidence: [] }] },
      })),
    )
    const [failed, note] = output.sections
    expect(failed?.state).toBe('failed')
    expect(failed?.items).toHaveLength(1)
    expect(failed?.errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/tasks/1',
      '/tasks/1',
      '/tasks/1/code',
      '/tasks/1/level',
    ])
    expect(note).toMatchObject({
      state: 'ok',
      errors: [],
      items: [{ value: { text: 'Short.' }, state: 'unsupported' }],
    })
  })

  test('because the provider left it out, or gave too much', async () => {
    const left = await run(
      SEGMENTS,
      provider(() => ({ note: { state: 'ok', items: [] } })),
    )
    expect(left.sections.map(({ state }) => state)).toEqual(['failed', 'empty'])
    const many = Array.from({ length: 51 }, (_, at) =>
      task(`a${'b'.repeat(at)} c${'d'.repeat(at)}`, 1, 'send'),
    )
    const full = await run(
      SEGMENTS,
      provider(() => tasks(...many)),
    )
    expect(full.sections[0]).toMatchObject({ state: 'failed', errors: [{ pointer: '/tasks' }] })
  })

  test('because one answer floods it', async () => {
    const flood = Array.from({ length: 20_000 }, () => task('send the draft', 1, 'send the draft'))
    const output = await run(
      SEGMENTS,
      provider(() => tasks(...flood)),
    )
    expect(output.sections[0]).toMatchObject({ state: 'failed', errors: [{ pointer: '/tasks' }] })
    expect(output.sections[0]?.items).toHaveLength(1)
  })

  test('is not one that needs a model, nor one that is empty', async () => {
    const output = await run(
      SEGMENTS,
      provider(() => ({
        tasks: { state: 'needs-model', items: [] },
        note: { state: 'ok', items: [] },
      })),
    )
    expect(output.sections.map(({ state }) => state)).toEqual(['needs-model', 'empty'])
  })
})

test('a hostile answer cannot reach prototypes or overflow the stack', async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as Record<
    string,
    unknown
  >
  const proto = JSON.parse('{"task":"x","__proto__":{"polluted":true}}') as Record<string, unknown>
  const output = await run(
    SEGMENTS,
    provider(() => tasks({ value: deep, evidence: [] }, { value: proto, evidence: [] })),
  )
  expect(output.sections[0]?.state).toBe('failed')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

describe('windows', () => {
  const talk = segmentsOf(
    ...Array.from(
      { length: 60 },
      (_, at) => `In sentence ${at} somebody says a few more words about it.`,
    ),
  )

  test('cover every segment, overlap, and know their place', async () => {
    const scripted = provider(() => tasks(), 200)
    const output = await run(talk, scripted)
    expect(scripted.requests.length).toBeGreaterThan(5)
    expect(output.coverage.seenCount).toBe(60)
    for (const [at, { window, segments }] of scripted.requests.entries()) {
      expect(window).toEqual({ index: at, count: scripted.requests.length })
      const next = scripted.requests[at + 1]?.segments[0]
      if (next) expect(next.ordinal).toBeLessThanOrEqual((segments.at(-1)?.ordinal ?? 0) + 1)
    }
  })

  test('an item that two windows find is one item, with the quotes of both', async () => {
    const scripted = provider(({ segments }) => {
      const at = segments.find(({ ordinal }) => ordinal === 10)
      return tasks(
        ...(at
          ? [task(`sentence 9 about ${segments.length > 0 ? 'it' : ''}`, 10, 'sentence 9')]
          : []),
      )
    }, 200)
    const output = await run(talk, scripted)
    expect(
      output.sections[0]?.items.map(({ ord, evidence }) => [
        ord,
        evidence.map(({ ordinal }) => ordinal),
      ]),
    ).toEqual([[0, [10]]])
  })

  test('a segment larger than a window is shown whole', async () => {
    const scripted = provider(() => tasks(), 50)
    const output = await run(segmentsOf('short', 'long '.repeat(500), 'short'), scripted)
    expect(output.coverage.seenCount).toBe(3)
    expect(
      scripted.requests.some(({ segments }) => segments.length === 1 && segments[0]?.ordinal === 2),
    ).toBe(true)
  })

  test('a section that is one item keeps the last word', async () => {
    const scripted = provider(
      ({ window, segments }) => ({
        tasks: { state: 'ok', items: [] },
        note: {
          state: 'ok',
          items: [
            {
              value: { text: 'x'.repeat(window.index + 1) },
              evidence: [{ segment: segments[0]?.ordinal ?? 0, anchor: segments[0]?.text ?? '' }],
            },
          ],
        },
      }),
      400,
    )
    const output = await run(talk, scripted)
    const { length } = scripted.requests
    expect(output.sections[1]?.items).toHaveLength(1)
    expect(output.sections[1]?.items[0]?.value).toEqual({ text: 'x'.repeat(length) })
  })
})

describe('one fact told twice', () => {
  const recap = segmentsOf(
    'I will send the draft to legal by Friday.',
    'Okay.',
    'Send the draft to legal by Friday, and 12 copies.',
    'Send the draft to legal by Monday.',
  )

  test('is one item with both quotes; another number or day is another item', async () => {
    const output = await run(
      recap,
      provider(() =>
        tasks(
          task('send the draft to legal by Friday', 1, 'send the draft to legal by Friday'),
          task('Send the draft to legal by Friday', 3, 'Send the draft to legal by Friday', {
            level: 'high',
          }),
          task('Send the draft to legal by Monday', 4, 'Send the draft to legal by Monday'),
        ),
      ),
    )
    const items = output.sections[0]?.items ?? []
    expect(items.map(({ value }) => value)).toEqual([
      { task: 'send the draft to legal by Friday', level: 'high' },
      { task: 'Send the draft to legal by Monday' },
    ])
    expect(items[0]?.evidence.map(({ ordinal }) => ordinal)).toEqual([1, 3])
    expect(new Set(items.map(({ key }) => key)).size).toBe(2)
  })
})

test('keys stay when wording differs only in case and signs, and change with the text', async () => {
  const keyOf = async (text: string) =>
    (
      await run(
        SEGMENTS,
        provider(() => tasks(task(text, 1, 'send the draft'))),
      )
    ).sections[0]?.items[0]?.key
  expect(await keyOf('Send the draft!')).toBe(await keyOf('send — the DRAFT'))
  expect(await keyOf('Send the draft!')).not.toBe(await keyOf('Send the text'))
})

test('progress is told, and an abort ends the run', async () => {
  const heard: RunProgress[] = []
  const controller = new AbortController()
  const output = runScenario({
    pack: samplePack(),
    segments: SEGMENTS,
    meeting: sampleMeeting,
    provider: provider(() => tasks()),
    signal: controller.signal,
    onProgress: (progress) => heard.push(progress),
  })
  await output
  expect(heard).toEqual([
    { step: 'all', done: 0, total: 1 },
    { step: 'all', done: 1, total: 1 },
  ])
  controller.abort(new Error('stopped'))
  const again = runScenario({
    pack: samplePack(),
    segments: SEGMENTS,
    meeting: sampleMeeting,
    provider: provider(() => tasks()),
    signal: controller.signal,
  })
  expect(again).rejects.toThrow('stopped')
})

test('what is being written of an answer counts as progress, and never past the whole', async () => {
  const heard: number[] = []
  const scripted = provider(() => tasks())
  await runScenario({
    pack: samplePack(),
    segments: SEGMENTS,
    meeting: sampleMeeting,
    provider: {
      ...scripted,
      fill: async (request, signal, onShare) => {
        onShare?.(0.25)
        onShare?.(0.5)
        return scripted.fill(request, signal)
      },
    },
    onProgress: ({ done }) => heard.push(done),
  })
  expect(heard).toEqual([0, 0.25, 0.5, 1])
})

test('an empty transcript gives an empty result without asking anybody', async () => {
  const scripted = provider(() => tasks())
  const output = await run([], scripted)
  expect(scripted.requests).toHaveLength(0)
  expect(output.sections.map(({ state }) => state)).toEqual(['empty', 'empty'])
  expect(output.coverage).toEqual({
    segmentCount: 0,
    seenCount: 0,
    citedOrdinals: [],
    citedShare: 0,
    uncitedTailMs: null,
  })
})

test('steps run in the pack’s order, each with its own sections', async () => {
  const pack = loadPack(
    samplePackFiles({
      schema: sampleSchema,
      manifest: {
        steps: [
          { id: 'system', sections: ['note'], after: [], model: 'small' },
          { id: 'all', sections: ['tasks'], after: ['system'], model: 'large' },
        ],
      },
    }),
  )
  const scripted = provider(({ sections }) =>
    Object.fromEntries(sections.map(({ name }) => [name, { state: 'ok' as const, items: [] }])),
  )
  await runScenario({ pack, segments: SEGMENTS, meeting: sampleMeeting, provider: scripted })
  expect(scripted.requests.map(({ sections }) => sections.map(({ name }) => name))).toEqual([
    ['note'],
    ['tasks'],
  ])
})

test('two stretches of one sentence are two items however alike they are', async () => {
  const said = segmentsOf('The login page is done, the export page is done.')
  const scripted = provider(() => ({
    tasks: {
      state: 'ok',
      items: ['The login page is done', 'The export page is done'].map((task) => ({
        value: { task },
        evidence: [{ segment: 1, anchor: task }],
      })),
    },
  }))
  const output = await run(said, scripted)
  const tasks = output.sections.find(({ name }) => name === 'tasks')
  expect(tasks?.items).toHaveLength(2)
})

test('items of one quote without a text of their own are told apart by their choice', async () => {
  const schema = structuredClone(sampleSchema) as Record<string, unknown> & typeof sampleSchema
  schema.$defs.task.required = ['level']
  const labels = samplePackFiles({ schema })
  const scripted = provider(() => ({
    tasks: {
      state: 'ok',
      items: ['low', 'high'].map((level) => ({
        value: { level },
        evidence: [{ segment: 1, anchor: 'login page is done' }],
      })),
    },
  }))
  const output = await runScenario({
    pack: loadPack(labels),
    segments: segmentsOf('The login page is done, the export page is done.'),
    meeting: sampleMeeting,
    provider: scripted,
  })
  const tasks = output.sections.find(({ name }) => name === 'tasks')
  expect(tasks?.items.map(({ value }) => value['level'])).toEqual(['high', 'low'])
})
