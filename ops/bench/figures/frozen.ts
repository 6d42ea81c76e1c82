import { type FreezablePart, freezeService } from '../../test/freeze.ts'
import {
  openInstallation,
  sharedServices,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './index.ts'

const frozenMs = 8_000
const slug = 'frozen'
const lookEveryMs = 20

const cases: FreezablePart[][] = [
  ['database'],
  ['redis'],
  ['storage'],
  ['database', 'redis'],
  ['database', 'redis', 'storage'],
]

/**
 * Freezes each service of an installation, and several at once, for eight seconds under requests: the longest answer
 * meanwhile, the longest of the liveness check, and the time from the thaw until everything answers again.
 */
export async function benchFrozen(say: Say): Promise<Record<string, unknown>> {
  const { home } = await sharedServices()
  const installation = await openInstallation({ concurrency: 2 })
  try {
    await installation.createTenant(slug)
    const token = await installation.signIn(slug)
    const results: Record<string, unknown> = {}
    for (const parts of cases) {
      const figures = await freezeOnce(installation, home, token, parts)
      results[parts.join('+')] = figures
      const { longestAnswerMs, longestLiveMs, backAfterMs, answers } = figures
      say(
        `${parts.join(', ')} frozen: longest of ${answers} answers ${longestAnswerMs} ms (promise: 5,000), liveness ${longestLiveMs} ms, back ${backAfterMs} ms after the thaw (promise: 2,000)`,
      )
    }
    return results
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

async function freezeOnce(
  installation: TestInstallation,
  home: string,
  token: string,
  parts: FreezablePart[],
) {
  const meetings = '/api/v1/meetings'
  const times: number[] = []
  const lives: number[] = []
  const timed = async (into: number[], path: string, json?: object) => {
    const startedMs = performance.now()
    const response = await installation.request(slug, path, {
      token,
      ...(json ? { method: 'POST', json } : {}),
    })
    await response.arrayBuffer()
    into.push(Math.round(performance.now() - startedMs))
    return response.ok
  }
  const thaws = parts.map((part) => freezeService(home, part))
  const untilMs = performance.now() + frozenMs
  const keepAsking = async (ask: () => Promise<unknown>) => {
    while (performance.now() < untilMs) {
      await ask()
      await Bun.sleep(lookEveryMs)
    }
  }
  const ready = () => timed(times, '/health/ready')
  const create = () =>
    timed(times, meetings, { title: 'x', scenario: { id: 'general-minutes' }, language: 'en' })
  try {
    await Promise.all([
      keepAsking(() => timed(lives, '/health/live')),
      keepAsking(ready),
      ...Array.from({ length: 12 }, () => keepAsking(() => timed(times, meetings))),
      ...Array.from({ length: 4 }, () => keepAsking(create)),
    ])
  } finally {
    for (const thaw of thaws) thaw()
  }
  const thawedMs = performance.now()
  const answered = [...times]
  while (!(await ready()) || !(await create())) await Bun.sleep(lookEveryMs)
  return {
    answers: answered.length,
    longestAnswerMs: Math.max(...answered),
    longestLiveMs: Math.max(...lives),
    backAfterMs: Math.round(performance.now() - thawedMs),
  }
}
