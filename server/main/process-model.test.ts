import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOpenaiStandIn } from '../../ops/stand-ins/openai/server.ts'
import { talk } from '../http/test/meetings.ts'

// Each command is a separate process.
setDefaultTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-process-'))
const standIn = startOpenaiStandIn({ apiKey: 'sk-right' })
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await standIn.stop()
})

async function processTalk(env: Record<string, string>) {
  const path = join(folder, 'talk.vtt')
  writeFileSync(path, talk)
  const cli = join(import.meta.dir, 'cli.ts')
  const child = Bun.spawn([process.execPath, cli, 'process', path, '--json'], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', HOME: folder, OPENAI_BASE_URL: standIn.url, ...env },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}

test('with a key the configured model fills the sections', async () => {
  const { code, out, err } = await processTalk({ OPENAI_API_KEY: 'sk-right', OPENAI_MODEL: 'any' })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const output = JSON.parse(out) as { provider: string; sections: { state: string }[] }
  expect(output.provider).toBe('openai:any')
  expect(new Set(output.sections.map(({ state }) => state))).toEqual(new Set(['ok']))
  expect(standIn.requests.map(({ model }) => model)).toEqual(['any', 'any'])
})

test('a rejection by the model is one line with a remedy', async () => {
  const { code, out, err } = await processTalk({ OPENAI_API_KEY: 'sk-wrong' })
  expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 1, out: '', lines: 1 })
  expect(err).toBe(
    'openai:gpt-5-mini: The server answered 401 (invalid_request_error). It says: “Incorrect API key provided.”. Check OPENAI_API_KEY.',
  )
})
