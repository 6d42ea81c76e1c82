import type { TestInstallation } from '../../test/installation.ts'

const slug = 'frozen'
const meetings = '/api/v1/meetings'
const lookEveryMs = 20
const listeners = 12
const writers = 4

export interface Disturbed {
  ms: number
  answers: number
  longestAnswerMs: number
  longestLiveMs: number
  /** Time until the first request succeeded, and until all requests succeeded again. */
  firstPassMs: number
  backAfterMs: number
}

/** An organisation and several people with their own sessions, because each session has its own rate limit. */
export async function openDisturbed(installation: TestInstallation): Promise<string[]> {
  await installation.createTenant(slug)
  const tokens: string[] = []
  for (let at = 0; at <= listeners + writers; at += 1) tokens.push(await installation.signIn(slug))
  return tokens
}

/** Sends requests during a fault of `ms`, from `begin` until its result is called, and right after it. */
export async function disturbOnce(
  installation: TestInstallation,
  [own = '', ...others]: string[],
  ms: number,
  begin: () => () => void,
): Promise<Disturbed> {
  const times: number[] = []
  const lives: number[] = []
  const timed = async (into: number[], token: string, path: string, json?: object) => {
    const startedMs = performance.now()
    const response = await installation.request(slug, path, {
      token,
      ...(json ? { method: 'POST', json } : {}),
    })
    await response.arrayBuffer()
    into.push(Math.round(performance.now() - startedMs))
    return response.ok
  }
  const ready = () => timed(times, '', '/health/ready')
  const list = (token: string) => timed(times, token, meetings)
  const create = (token: string) =>
    timed(times, token, meetings, {
      title: 'x',
      scenario: { id: 'general-minutes' },
      language: 'en',
    })
  const end = begin()
  const untilMs = performance.now() + ms
  const keepAsking = async (ask: () => Promise<unknown>) => {
    while (performance.now() < untilMs) {
      await ask()
      await Bun.sleep(lookEveryMs)
    }
  }
  const asking = [
    keepAsking(() => timed(lives, '', '/health/live')),
    keepAsking(ready),
    ...others.map((token, at) => keepAsking(() => (at < listeners ? list : create)(token))),
  ]
  await Promise.race([Promise.all(asking), Bun.sleep(ms)])
  end()
  const endedMs = performance.now()
  const sinceEnd = () => Math.round(performance.now() - endedMs)
  while (!(await list(own))) await Bun.sleep(lookEveryMs)
  const firstPassMs = sinceEnd()
  while (!(await ready()) || !(await create(own))) await Bun.sleep(lookEveryMs)
  const backAfterMs = sinceEnd()
  await Promise.all(asking)
  return {
    ms,
    answers: times.length,
    longestAnswerMs: Math.max(...times),
    longestLiveMs: Math.max(...lives),
    firstPassMs,
    backAfterMs,
  }
}

/** One line for all rounds of a case. */
export function formatDisturbed(what: string, rounds: Disturbed[]): string {
  const longest = (figure: keyof Disturbed) => Math.max(...rounds.map((round) => round[figure]))
  const list = (figure: keyof Disturbed) => rounds.map((round) => round[figure]).join(', ')
  const answers = rounds.reduce((sum, round) => sum + round.answers, 0)
  return `${what} for ${list('ms')} ms: longest of ${answers} answers ${longest('longestAnswerMs')} ms (promise: 5,000), liveness ${longest('longestLiveMs')} ms; afterwards the first request passes after ${longest('firstPassMs')} ms at most, and all is back after ${list('backAfterMs')} ms (promise: 2,000)`
}
