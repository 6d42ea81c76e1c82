import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

setDefaultTimeout(300_000)

const root = join(import.meta.dir, '..')
const notCloned = new Set(['node_modules', '.git', 'dist'])
let clone: string

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'aam-clone-'))
  await cp(root, clone, { recursive: true, filter: (path) => !notCloned.has(basename(path)) })
  await Bun.write(
    join(clone, 'meeting.txt'),
    'Ann: We ship on Monday.\nBob: I will call the bank.\n',
  )
})
afterAll(() => rm(clone, { recursive: true, force: true }))

async function aam(...args: string[]) {
  const child = Bun.spawn([process.execPath, 'aam', ...args], {
    cwd: clone,
    env: { ...process.env, LLM_PROVIDER: 'extractive' },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { code: await child.exited, stdout, stderr }
}

test('a command in a fresh clone installs the packages first, and its output stays data', async () => {
  const first = await aam('process', 'meeting.txt', '--json')
  expect(first.stderr).toContain('Installing packages')
  expect(first.code).toBe(0)
  expect(JSON.parse(first.stdout)).toMatchObject({ language: 'en' })
  const second = await aam('help')
  expect(second.code).toBe(0)
  expect(second.stdout).toStartWith('Usage: bun aam')
  expect(second.stderr).not.toContain('Installing')
})

test('a change of a patch installs the packages again', async () => {
  await Bun.write(join(clone, 'ops/patches/another.patch'), '')
  const again = await aam('help')
  expect([again.code, again.stderr.includes('Installing')]).toEqual([0, true])
})

test('packages that an operator installed without a stamp are used as they are', async () => {
  await rm(join(clone, 'node_modules/.aam-installed'))
  const used = await aam('help')
  expect([used.code, used.stderr.includes('Installing')]).toEqual([0, false])
  await rm(join(clone, 'node_modules/elysia'), { recursive: true })
  const mended = await aam('help')
  expect([mended.code, mended.stderr.includes('Installing')]).toEqual([0, true])
})
