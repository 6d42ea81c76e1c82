import { type FreezablePart, freezeService } from '../../test/freeze.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import { followLive } from '../../test/live-stream.ts'
import type { Say } from './bench-options.ts'

/** Longer than every timeout, lock, lease and claim. */
const frozenMs = 60_000
const parts: FreezablePart[] = ['database', 'redis', 'storage']
const slug = 'minute'
const count = 40
const broughtAtOnce = 8
const patienceMs = 60_000
const transcript = `Anna Kern: We have decided to start the pilot on the first of December.
Boris Wolf: I will send the contract to the supplier by Friday.
`

/**
 * Freezes everything for a minute while jobs run and a live stream is open. Measures the time from the thaw until the
 * API responds, until all meetings are in review and until the stream has reported it, and counts what was lost or
 * done twice.
 */
export async function benchLongFreeze(say: Say): Promise<Record<string, unknown>> {
  const { home } = await sharedServices()
  const installation = await openInstallation({ concurrency: 2 })
  try {
    return await freezeLong(say, installation, home)
  } finally {
    await installation.close()
  }
}

async function freezeLong(
  say: Say,
  installation: TestInstallation,
  home: string,
): Promise<Record<string, unknown>> {
  await installation.createTenant(slug)
  const token = await installation.signIn(slug)
  const send = (path: string, init: object = {}) =>
    installation.request(slug, `/api/v1${path}`, { token, ...init })
  const live = followLive((headers) => send('/events', { headers }))
  await eventually(async () => live.seen.length > 0)
  const ids: string[] = []
  for (let at = 0; at < count; at += 1) {
    const json = { title: 'x', scenario: { id: 'general-minutes' }, language: 'en' }
    const created = await send('/meetings', { method: 'POST', json })
    ids.push(((await created.json()) as { id: string }).id)
  }
  const waiting = [...ids]
  const bring = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const sent = await send(`/meetings/${id}/transcript`, { method: 'POST', body: transcript })
      if (!sent.ok) throw new Error(`no transcript: ${sent.status}`)
    }
  }
  await Promise.all(Array.from({ length: broughtAtOnce }, bring))
  const doneBefore = (await readStates(installation, ids)).filter(isDone).length
  const thaws = parts.map((part) => freezeService(home, part))
  await Bun.sleep(frozenMs)
  for (const thaw of thaws) thaw()
  const thawedMs = performance.now()
  const timed = async (condition: () => Promise<boolean | undefined>) => {
    await eventually(() => condition().catch(() => false), patienceMs)
    return Math.round(performance.now() - thawedMs)
  }
  const [answersMs, doneMs, toldMs] = await Promise.all([
    timed(async () => (await send('/meetings')).ok),
    timed(async () => (await readStates(installation, ids)).every(isDone)),
    timed(async () => ids.every((id) => live.seen.some(tellsDone(id)))),
  ])
  live.stop()
  const doubled = (await readStates(installation, ids)).filter(({ runs }) => runs !== 1).length
  say(
    `everything frozen for ${frozenMs / 1_000} s with ${count - doneBefore} of ${count} meetings under way: answers after ${answersMs} ms, all in review after ${doneMs} ms, told live after ${toldMs} ms, ${doubled} done other than once`,
  )
  return { underWay: count - doneBefore, answersMs, doneMs, toldMs, doubled }
}

interface State {
  status: string
  runs: number
}

const readStates = ({ admin }: TestInstallation, ids: string[]) => admin<State[]>`
  select status, (select count(*)::int from runs r where r.meeting_id = m.id) as runs
  from meetings m where id = any(${ids}::uuid[])`

const isDone = ({ status }: State): boolean => status === 'in_review'

const tellsDone =
  (id: string) =>
  ({ data }: { data: Record<string, unknown> }): boolean =>
    data.meetingId === id && data.status === 'in_review'
