import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPack, validateItem } from '../../../plugins/engine/index.ts'
import { samplePackFiles } from '../../../plugins/engine/testing/sample-pack.ts'
import { type PackCheckers, type PackCheckerOptions, openPackChecker } from './index.ts'
import { hostilePack, hostileSchemas } from './test/hostile-packs.ts'

// Processes start slowly where many tests run.
setDefaultTimeout(60_000)

const faulty = new URL('./test/faulty-entry.ts', import.meta.url)
let open: PackCheckers | undefined
afterEach(() => open?.stop())

const openChecker = (options: PackCheckerOptions = {}): PackCheckers =>
  (open = openPackChecker(options))
const told = (fault: string) => ({ 'pack.json': fault })
const codesOf = ({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code)

test('a valid pack comes back loaded, with the hash that it has everywhere', async () => {
  const pack = loadPack(samplePackFiles())
  const checked = await openChecker().check(samplePackFiles())
  expect(checked).toEqual({ ok: true, hash: pack.hash, pack, problems: [] })
  if (checked.ok) expect(validateItem(checked.pack, 'tasks', { task: 'Write' })).toEqual([])
})

test('faults come back with pointer and words in both languages', async () => {
  const files = { ...samplePackFiles(), 'prompts/all.md': 'Say {{password}}' }
  const { ok, problems } = await openChecker().check(files)
  expect(ok).toBe(false)
  expect(problems[0]).toMatchObject({
    code: 'placeholder-unknown',
    pointer: 'prompts/all.md#/1',
    reason: { ru: 'В строке 1 неизвестная подстановка {{password}}.' },
  })
})

test('what a pack of strangers can hold is refused within the limits, by one and the same process', async () => {
  const peaks: number[] = []
  const checker = openChecker({ observe: ({ peakBytes }) => peaks.push(peakBytes) })
  for (const [name, schema] of Object.entries(hostileSchemas)) {
    const checked = await checker.check(hostilePack(schema))
    const codes = codesOf(checked)
    expect({ name, ok: checked.ok, isEmpty: codes.length === 0 }).toEqual({
      name,
      ok: false,
      isEmpty: false,
    })
    // Refused for what they hold, and not because somebody had to stop them.
    expect({ name, stopped: codes.some((code) => code.startsWith('check-')) }).toEqual({
      name,
      stopped: false,
    })
  }
  expect(Math.max(...peaks)).toBeLessThan(256_000_000)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect((await checker.check(samplePackFiles())).ok).toBe(true)
})

test('a pack of more than a megabyte is refused before it is sent', async () => {
  const files = { ...samplePackFiles(), 'fixtures/a.json': 'x'.repeat(1_000_000) }
  expect(codesOf(await openChecker().check(files))).toEqual(['pack-too-large'])
})

describe('a process that goes wrong', () => {
  test.each([
    ['spin', { deadlineMs: 200 }, 'check-too-slow'],
    ['eat', { deadlineMs: 60_000, memoryBytes: 150_000_000 }, 'check-too-hungry'],
    ['exit', {}, 'check-lost'],
    ['throw', {}, 'check-lost'],
  ])('by %s is replaced, and only its own pack is lost', async (fault, options, code) => {
    const checker = openChecker({ entry: faulty, atMost: 1, ...options })
    const [bad, good] = await Promise.all([
      checker.check(told(fault)),
      checker.check(told('environment')),
    ])
    expect(codesOf(bad)).toEqual([code])
    expect(codesOf(good)).toEqual(['json-invalid'])
  })

  test('is stopped by its memory before it has 256 MB', async () => {
    let peak = 0
    const checker = openChecker({
      entry: faulty,
      deadlineMs: 60_000,
      observe: ({ peakBytes }) => (peak = peakBytes),
    })
    expect(codesOf(await checker.check(told('eat')))).toEqual(['check-too-hungry'])
    expect(peak).toBeGreaterThan(0)
  })
})

test('a checking process sees nothing of the environment', async () => {
  process.env['AAM_TEST_SECRET'] = 'secret'
  const { problems } = await openChecker({ entry: faulty }).check(told('environment'))
  delete process.env['AAM_TEST_SECRET']
  expect(problems[0]?.params).toEqual({ detail: '' })
})

test('more than may wait are told to come back', async () => {
  const checker = openChecker({ entry: faulty, atMost: 1, waitingAtMost: 1, deadlineMs: 300 })
  const first = checker.check(told('spin'))
  const second = checker.check(told('environment'))
  await expect(checker.check(told('environment'))).rejects.toMatchObject({ code: 'unavailable' })
  expect([codesOf(await first), codesOf(await second)]).toEqual([
    ['check-too-slow'],
    ['json-invalid'],
  ])
})

test('when the server stops, what is checked or waits is refused', async () => {
  const checker = openChecker({ entry: faulty, atMost: 1, deadlineMs: 60_000 })
  const checks = Promise.allSettled([checker.check(told('spin')), checker.check(told('spin'))])
  checker.stop()
  for (const outcome of await checks) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
  }
})

test('it works from any folder, without bun on the path, and holds up no process that is done', async () => {
  const code = `
    import { openPackChecker } from ${JSON.stringify(join(import.meta.dir, 'index.ts'))}
    const { problems } = await openPackChecker().check({})
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
        const checked = await openChecker().check(hostilePack(JSON.stringify(schema)))
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
        const checked = await openChecker().check(files)
        const isHarmless = id.startsWith('redos-') || id === 'ok-control'
        expect(checked.ok).toBe(isHarmless)
        // Linear patterns answer; the control fits, what would have made others backtrack does not.
        if (checked.ok) {
          const faults = validateItem(checked.pack, 'tasks', instance)
          expect(faults.length > 0).toBe(id !== 'ok-control' && id !== 'redos-bounded-repeat')
        }
      },
    )
  })
}
