import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groundItem, loadPack, validateItem } from '../../../plugins/engine/index.ts'
import { samplePackFiles, segmentsOf } from '../../../plugins/engine/testing/sample-pack.ts'
import type { Claimant } from '../../platform/fair-gate.ts'
import { type Judge, type JudgeOptions, openJudge } from './index.ts'
import { hostilePack, hostileSchemas } from './test/hostile-packs.ts'

// Processes start slowly while many tests run.
setDefaultTimeout(60_000)

const faulty = new URL('./test/faulty-entry.ts', import.meta.url)
let open: Judge | undefined
afterEach(() => open?.stop())

const openChecker = (options: JudgeOptions = {}): Judge => (open = openJudge(options))
const ann: Claimant = { tenantId: 'a', personId: 'ann' }
const ben: Claimant = { tenantId: 'b', personId: 'ben' }
const told = (fault: string) => ({ 'pack.json': fault })
const codesOf = ({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code)

test('returns a valid pack loaded, with the same hash as everywhere', async () => {
  const pack = loadPack(samplePackFiles())
  const checked = await openChecker().check(ann, samplePackFiles())
  expect(checked).toEqual({ ok: true, hash: pack.hash, pack, problems: [] })
  if (checked.ok) expect(validateItem(checked.pack, 'tasks', { task: 'Write' })).toEqual([])
})

test('returns faults with pointer and messages in both languages', async () => {
  const files = { ...samplePackFiles(), 'prompts/all.md': 'Say {{password}}' }
  const { ok, problems } = await openChecker().check(ann, files)
  expect(ok).toBe(false)
  expect(problems[0]).toMatchObject({
    code: 'placeholder-unknown',
    pointer: 'prompts/all.md#/1',
    reason: { ru: 'В строке 1 неизвестная подстановка {{password}}.' },
  })
})

test('refuses hostile packs within the limits, all in the same process', async () => {
  const peaks: number[] = []
  const checker = openChecker({ observe: ({ peakBytes }) => peaks.push(peakBytes) })
  for (const [name, schema] of Object.entries(hostileSchemas)) {
    const checked = await checker.check(ann, hostilePack(schema))
    const codes = codesOf(checked)
    expect({ name, ok: checked.ok, isEmpty: codes.length === 0 }).toEqual({
      name,
      ok: false,
      isEmpty: false,
    })
    // Refused for their content, not because they had to be stopped.
    expect({ name, stopped: codes.some((code) => code.startsWith('check-')) }).toEqual({
      name,
      stopped: false,
    })
  }
  expect(Math.max(...peaks)).toBeLessThan(256_000_000)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect((await checker.check(ann, samplePackFiles())).ok).toBe(true)
})

test('refuses a pack of more than a megabyte before it is sent', async () => {
  const files = { ...samplePackFiles(), 'fixtures/a.json': 'x'.repeat(1_000_000) }
  expect(codesOf(await openChecker().check(ann, files))).toEqual(['pack-too-large'])
})

describe('a process that fails', () => {
  test.each([
    ['spin', { deadlineMs: 200 }, 'check-too-slow'],
    ['eat', { deadlineMs: 60_000, memoryBytes: 150_000_000 }, 'check-too-hungry'],
    ['exit', {}, 'check-lost'],
    ['throw', {}, 'check-lost'],
  ])('by %s is replaced, and only its own pack is lost', async (fault, options, code) => {
    const checker = openChecker({ entry: faulty, atMost: 1, ...options })
    const [bad, good] = await Promise.all([
      checker.check(ann, told(fault)),
      checker.check(ann, told('environment')),
    ])
    expect(codesOf(bad)).toEqual([code])
    expect(codesOf(good)).toEqual(['json-invalid'])
  })

  test('is stopped by its memory limit before it has 256 MB', async () => {
    let peak = 0
    const checker = openChecker({
      entry: faulty,
      deadlineMs: 60_000,
      observe: ({ peakBytes }) => (peak = peakBytes),
    })
    expect(codesOf(await checker.check(ann, told('eat')))).toEqual(['check-too-hungry'])
    expect(peak).toBeGreaterThan(0)
  })
})

test('runs without the environment of the parent', async () => {
  process.env['AAM_TEST_SECRET'] = 'secret'
  const { problems } = await openChecker({ entry: faulty }).check(ann, told('environment'))
  delete process.env['AAM_TEST_SECRET']
  expect(problems[0]?.params).toEqual({ detail: '' })
})

test('refuses tasks beyond the queue with a time to retry', async () => {
  const checker = openChecker({ entry: faulty, atMost: 1, waitingAtMost: 1, deadlineMs: 300 })
  const first = checker.check(ann, told('spin'))
  const second = checker.check(ann, told('environment'))
  await expect(checker.check(ann, told('environment'))).rejects.toMatchObject({
    code: 'unavailable',
  })
  expect([codesOf(await first), codesOf(await second)]).toEqual([
    ['check-too-slow'],
    ['json-invalid'],
  ])
})

test('refuses a tenant that floods the queue, and another tenant does not wait', async () => {
  const checker = openChecker({ entry: faulty, deadlineMs: 50_000 })
  let doneOfFlood = 0
  const flood = Array.from({ length: 70 }, () =>
    checker.check(ann, told('spin')).finally(() => doneOfFlood++),
  )
  const outcomes = Promise.allSettled(flood)
  const few = Array.from({ length: 8 }, () => checker.check(ben, told('environment')))
  expect((await Promise.all(few)).flatMap(codesOf)).toEqual(Array(8).fill('json-invalid'))
  // The others still run or wait.
  expect(doneOfFlood).toBe(70 - 2 - 16)
  checker.stop()
  const refused = (await outcomes).slice(2 + 16)
  const lost = refused.filter(({ status }) => status === 'rejected')
  expect(lost.length).toBe(70 - 2 - 16)
  expect(lost[0]).toMatchObject({
    reason: { code: 'unavailable', headers: { 'retry-after': '5' } },
  })
})

describe('items', () => {
  const pack = loadPack(samplePackFiles())

  test('are judged and grounded like the engine does it, by a process that receives the pack once', async () => {
    const judge = openChecker()
    const items = [
      { section: 'tasks', value: { task: 'Write' } },
      { section: 'tasks', value: { task: 7 } },
    ]
    const expected = items.map(({ section, value }) => validateItem(pack, section, value))
    expect(await judge.judge(ann, pack, items)).toEqual(expected)
    expect(await judge.judge(ann, pack, items)).toEqual(expected)
    const segments = segmentsOf('I will write the plan.', 'Good.')
    const [value, citations] = [
      { task: 'Write the plan' },
      [{ segment: 1, anchor: 'write the plan' }],
    ]
    const [grounded] = await judge.ground(
      ann,
      pack,
      [{ section: 'tasks', value, citations }],
      segments,
    )
    expect(grounded).toEqual(groundItem(pack, 'tasks', value, citations, segments))
    expect(grounded?.state).toBe('verified')
  })

  test('that take too long are refused with a message, and the next one is judged', async () => {
    const judge = openChecker({ entry: faulty, atMost: 1, deadlineMs: 200 })
    const ask = (section: string) => judge.judge(ann, pack, [{ section, value: {} }])
    const [slow, next] = [ask('spin'), ask('next')]
    await expect(slow).rejects.toMatchObject({ code: 'invalid_request' })
    expect(await next).toEqual([[]])
  })

  test('that crash one process are retried in another; those that crash both are refused for good', async () => {
    const judge = openChecker({ entry: faulty, atMost: 1 })
    const ask = (section: string) => judge.judge(ann, pack, [{ section, value: {} }])
    const seen = join(mkdtempSync(join(tmpdir(), 'aam-judge-')), 'seen')
    expect(await ask(`exit-once:${seen}`)).toEqual([[]])
    await expect(ask('exit')).rejects.toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('broke off twice'),
    })
  })
})

test('refuses running and waiting tasks on stop', async () => {
  const checker = openChecker({ entry: faulty, atMost: 1, deadlineMs: 60_000 })
  const checks = Promise.allSettled([
    checker.check(ann, told('spin')),
    checker.check(ann, told('spin')),
  ])
  checker.stop()
  for (const outcome of await checks) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
  }
})

test('works from any folder, without bun on the path, and keeps no process alive that has finished', async () => {
  const code = `
    import { openJudge } from ${JSON.stringify(join(import.meta.dir, 'index.ts'))}
    const { problems } = await openJudge().check({ tenantId: 'a' }, {})
    console.log(problems.map(({ code }) => code).join())`
  const child = Bun.spawn([process.execPath, '-e', code], {
    cwd: tmpdir(),
    env: { PATH: '/nowhere' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  expect((await new Response(child.stdout).text()).trim()).toBe(
    'file-missing,file-missing,file-missing,file-missing',
  )
  expect(await child.exited).toBe(0)
})

const data = process.env['AAM_EVAL_DATA']
if (data) {
  interface HostileCase {
    id: string
    schema: Record<string, unknown>
    instance: unknown
  }
  const cases: HostileCase[] = await Bun.file(join(data, 'json-schema/hostile.json')).json()

  describe('hostile schemas of the evaluation data', () => {
    test.each(cases.map((entry) => [entry.id, entry] as const))(
      '%s as a schema of its own',
      async (_, { schema }) => {
        const checked = await openChecker().check(ann, hostilePack(JSON.stringify(schema)))
        expect(checked.ok).toBe(false)
        expect(codesOf(checked).filter((code) => code.startsWith('check-'))).toEqual([])
      },
    )

    test.each(cases.map((entry) => [entry.id, entry] as const))(
      '%s as an item',
      async (id, { schema, instance }) => {
        const notes = { 'x-aam': { render: 'list', order: 1, evidence: 'optional' } }
        const files = hostilePack(
          JSON.stringify({ type: 'object', properties: { tasks: { ...schema, ...notes } } }),
        )
        const names = Object.keys((schema['properties'] ?? {}) as object)
        for (const locale of ['en', 'ru']) {
          const labels = ['tasks', ...names.map((name) => `tasks.${name}`)].map((key) => [key, key])
          files[`i18n/${locale}.json`] = JSON.stringify(Object.fromEntries(labels))
        }
        const checked = await openChecker().check(ann, files)
        const isHarmless = id.startsWith('redos-') || id === 'ok-control'
        expect(checked.ok).toBe(isHarmless)
        // Linear-time patterns: the control value matches, and what would make others backtrack does not.
        if (checked.ok) {
          const faults = validateItem(checked.pack, 'tasks', instance)
          expect(faults.length > 0).toBe(id !== 'ok-control' && id !== 'redos-bounded-repeat')
        }
      },
    )
  })
}
