import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PackFiles, writeBundle } from '../../../plugins/engine/index.ts'
import { startPack } from './start-pack.ts'

// Each command is a separate process.
setDefaultTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-scenario-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function scenario(...args: string[]) {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, '../cli.ts'), 'scenario', ...args],
    {
      cwd: folder,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      env: { PATH: '/nowhere', HOME: folder, AAM_HOME: join(folder, 'home') },
    },
  )
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}

/** Writes a pack as a folder, with some files changed. */
function write(name: string, change: (files: PackFiles) => void = () => undefined): string {
  const files = startPack('sample')
  change(files)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, path, '..'), { recursive: true })
    writeFileSync(join(folder, name, path), text)
  }
  return name
}
const edit = (files: PackFiles, path: string, from: string, to: string): void => {
  files[path] = (files[path] ?? '').replace(from, to)
}

test('a new pack is valid and passes its own fixtures', async () => {
  expect(await scenario('new', 'my-calls')).toMatchObject({ code: 0, err: '' })
  const checked = await scenario('check', 'my-calls')
  expect(checked).toMatchObject({ code: 0, err: '' })
  expect(checked.out).toMatch(/^my-calls@1\.0\.0 is valid \([0-9a-f]{64}\)\.$/)
  const tested = await scenario('test', 'my-calls')
  expect(tested).toMatchObject({ code: 0, err: '' })
  expect(tested.out).toEndWith('2 passed, 0 failed')
})

test('each line of a new pack’s prompts is a sentence', () => {
  const prompts = Object.entries(startPack('sample')).filter(([path]) =>
    path.startsWith('prompts/'),
  )
  const lines = prompts.flatMap(([, text]) => text.split('\n')).filter(Boolean)
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) expect(line.replace(/^- `\w+`: /, '')).toMatch(/^[A-Z].*[.:]$/)
})

test('copies a built-in pack into a new folder, and never over another', async () => {
  const made = await scenario('new', 'own-minutes', '--from', 'general-minutes', '--out', 'copied')
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(readFileSync(join(folder, 'copied/pack.json'), 'utf8'))).toMatchObject({
    id: 'own-minutes',
    version: '1.0.0',
  })
  const again = await scenario('new', 'other', '--out', 'copied')
  expect({ ...again, err: again.err.includes('is not empty') }).toEqual({
    code: 1,
    out: '',
    err: true,
  })
  const bad = await scenario('new', 'My Pack')
  expect(bad.code).toBe(1)
  expect(bad.err).toContain('pack.json#/id')
})

test('check names every problem with its position, in either language or as data', async () => {
  const path = write('broken', (files) => {
    edit(files, 'prompts/outcomes.md', '{{sections}}', '{{secret}}')
    edit(files, 'pack.json', '"small"', '"huge"')
    edit(files, 'i18n/ru.json', '"decisions":', '"decision":')
  })
  const english = await scenario('check', path)
  expect({ code: english.code, err: english.err }).toEqual({ code: 1, err: '' })
  expect(english.out).toContain('prompts/outcomes.md#/1: Line 1 has the unknown placeholder')
  const russian = await scenario('check', path, '--language', 'ru')
  expect(russian.out).toContain('prompts/outcomes.md#/1: В строке 1 неизвестная подстановка')
  const data = await scenario('check', path, '--json')
  expect(data.code).toBe(1)
  expect(JSON.parse(data.out)).toMatchObject({
    ok: false,
    hash: null,
    problems: [{ code: 'placeholder-unknown', pointer: 'prompts/outcomes.md#/1' }],
  })
})

test('exports a pack as one file, and rejects a file that is not a pack', async () => {
  writeFileSync(join(folder, 'sample.json'), writeBundle(startPack('sample')))
  expect((await scenario('check', 'sample.json')).out).toStartWith('sample@1.0.0 is valid')
  writeFileSync(join(folder, 'other.json'), '{"format":"zip"}')
  const other = await scenario('check', 'other.json')
  expect(other).toMatchObject({ code: 1, err: '' })
  expect(other.out).toStartWith('other.json#: This is no exported pack.')
})

test('diff lists changes and rejects a version step that is too small', async () => {
  const from = write('before')
  const lie = write('lie', (files) => {
    edit(files, 'pack.json', '"version": "1.0.0"', '"version": "1.1.0"')
    edit(files, 'output.schema.json', '"track": "decision"', '"track": "risk"')
  })
  const refused = await scenario('diff', from, lie)
  expect({ code: refused.code, err: refused.err }).toEqual({ code: 1, err: '' })
  expect(refused.out).toContain(
    'major  Section “Decisions” is followed between meetings as a risk instead of a decision.',
  )
  expect(refused.out).toContain('Needed: major (1.0.0 → 2.0.0)')
  expect(refused.out).toContain('Call this version at least 2.0.0.')
  const honest = write('honest', (files) => {
    edit(files, 'pack.json', '"version": "1.0.0"', '"version": "1.0.1"')
    edit(files, 'i18n/en.json', '"Decision"', '"What was decided"')
  })
  const data = await scenario('diff', from, honest, '--json')
  expect(data.code).toBe(0)
  expect(JSON.parse(data.out)).toMatchObject({
    requiredBump: 'patch',
    leastVersion: '1.0.1',
    problem: null,
    differences: [{ kind: 'title-changed', pointer: 'i18n/en.json#/decisions.statement' }],
  })
  expect((await scenario('diff', from, from)).out).toBe(
    'Nothing differs that a version would have to say.',
  )
})

test('test shows which expectation failed, and where it is', async () => {
  const path = write('wishful', (files) =>
    edit(
      files,
      'fixtures/first.en.json',
      '"statement": "move the office"',
      '"statement": "buy an island"',
    ),
  )
  const failed = await scenario('test', path)
  expect({ code: failed.code, err: failed.err }).toEqual({ code: 1, err: '' })
  expect(failed.out.split('\n')).toEqual([
    'failed fixtures/first.en.json',
    '  fixtures/first.en.json#/expect/decisions/find/0: decisions has no item with statement: “buy an island”.',
    'passed fixtures/first.ru.json',
    '1 passed, 1 failed',
  ])
  const data = JSON.parse((await scenario('test', path, '--json')).out)
  expect(data).toMatchObject({ provider: 'extractive', passed: 1, failed: 1 })
})

test('a pack without fixtures passes, unless fixtures are required', async () => {
  const bare = Object.entries(startPack('sample')).filter(([path]) => !path.startsWith('fixtures/'))
  writeFileSync(join(folder, 'bare.json'), writeBundle(Object.fromEntries(bare)))
  const english = await scenario('test', 'bare.json')
  expect(english).toMatchObject({ code: 0, err: '' })
  expect(english.out).toStartWith(
    'bare.json is valid but has no test cases, so nothing was tested. A test case is',
  )
  const russian = await scenario('test', 'bare.json', '--language', 'ru')
  expect(russian).toMatchObject({ code: 0, err: '' })
  expect(russian.out).toContain('нет тестовых случаев')
  const data = JSON.parse((await scenario('test', 'bare.json', '--json')).out)
  expect(data).toMatchObject({ passed: 0, failed: 0, fixtures: [] })
  expect((await scenario('test', 'bare.json', '--require-fixtures')).code).toBe(1)
  expect((await scenario('test', write('plain'), '--require-fixtures')).code).toBe(0)
})

test('reports findings in Russian too', async () => {
  const from = write('earlier')
  const to = write('later', (files) => {
    edit(files, 'pack.json', '"version": "1.0.0"', '"version": "1.0.1"')
    edit(files, 'output.schema.json', '"track": "decision"', '"track": "risk"')
  })
  const said = async (...args: string[]) => (await scenario(...args, '--language', 'ru')).out
  expect(await said('check', from)).toMatch(/^sample@1\.0\.0 исправен \([0-9a-f]{64}\)\.$/)
  expect(await said('test', from)).toEndWith('Пройдено: 2, не пройдено: 0')
  const differs = await said('diff', from, to)
  expect(differs).toMatch(/^крупное +За разделом «Решения» следят между встречами как за риском/)
  expect(differs).toContain('Изменение в целом: крупное (1.0.0 → 2.0.0)')
  expect(differs).not.toMatch(/\b(major|minor|patch)\b/)
})

test('list names the built-in packs', async () => {
  expect((await scenario('list')).out).toMatch(/^general-minutes +1\.0\.0 +Meeting minutes$/m)
  const data = JSON.parse((await scenario('list', '--json')).out) as { id: string }[]
  expect(data.map(({ id }) => id)).toContain('client-status')
})

test('unknown arguments fail with one line', async () => {
  mkdirSync(join(folder, 'hollow'), { recursive: true })
  for (const [args, part] of [
    [[], 'Say scenario new|check|diff|test|list'],
    [['toString'], 'Say scenario new|check|diff|test|list'],
    [['check'], 'needs PACK'],
    [['diff', 'before'], 'needs PACK and PACK'],
    [['list', 'x'], 'takes no name'],
    [['check', 'nowhere'], 'There is no folder, exported file or scenario “nowhere”'],
    [['check', 'hollow'], 'holds no pack.json'],
    [['test', 'broken'], 'is not valid'],
    [['check', 'before', '--language', 'de'], '--language'],
  ] as const) {
    const { code, out, err } = await scenario(...args)
    expect({ args, code, out, lines: err.split('\n').length }).toEqual({
      args,
      code: 1,
      out: '',
      lines: 1,
    })
    expect(err).toContain(part)
  }
})
