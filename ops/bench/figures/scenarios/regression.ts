import { countStatements } from '../../../../db/statement-spans.ts'
import type { DraftView } from '../../../../server/modules/scenarios/contract.ts'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import { answerFromPrompt } from '../../../stand-ins/openai/answer-from-prompt.ts'
import type { ChatRequest } from '../../../stand-ins/openai/wire.ts'
import { startOpenaiStandIn } from '../../../stand-ins/openai/server.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../../test/installation.ts'
import type { Say } from '../bench-options.ts'
import { median } from '../median.ts'
import { hourOfTalk } from '../talk.ts'

const goldenCount = 10
const rounds = 3
const mostInList = 10
const slug = 'bench'
const scenario = 'bench-minutes'

type Send = (method: string, path: string, json?: unknown) => Promise<Response>

/**
 * Runs ten accepted one-hour meetings three times with a model that answers at once, through the API. Measures our own
 * time for a regression, from the request to its report.
 */
export async function benchRegression(say: Say): Promise<Record<string, unknown>> {
  const standIn = startOpenaiStandIn({ answer: someOf })
  const installation = await openInstallation({
    llm: {
      provider: 'openai',
      apiKey: 'none',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  try {
    await installation.createTenant(slug)
    const token = await installation.signIn(slug)
    const send: Send = (method, path, json) =>
      installation.request(slug, `/api/v1${path}`, {
        method,
        token,
        ...(json === undefined ? {} : { json }),
      })
    say(`making ${goldenCount} accepted meetings of an hour`)
    await makeGoldens(installation, token, send)
    const callsBefore = standIn.requests.length
    const times: number[] = []
    const cpuTimes: number[] = []
    let statements = 0
    let trial: TrialView | undefined
    for (let round = 0; round <= rounds; round += 1) {
      const before = countStatements()
      const cpuBefore = process.cpuUsage()
      const startedAt = performance.now()
      trial = await regress(installation, send)
      // The first run compiles what the others run.
      if (round > 0) times.push(Math.round(performance.now() - startedAt))
      const { user, system } = process.cpuUsage(cpuBefore)
      cpuTimes.push(Math.round((user + system) / 1_000))
      statements = countStatements() - before
    }
    const report = trial?.regression
    if (!report?.green || report.goldens.length !== goldenCount) {
      throw new Error(`The regression is not green: ${JSON.stringify(report?.goldens)}`)
    }
    const medianMs = median(times)
    const calls = (standIn.requests.length - callsBefore) / (rounds + 1)
    const items = report.goldens.reduce((sum, { itemCount }) => sum + itemCount, 0)
    say(
      `${goldenCount} goldens (${items} accepted items) × ${report.runsPerGolden} runs, ${calls} calls: median ${medianMs} ms of ${times.join(', ')} (promise: 5,000)`,
    )
    say(`CPU of API, worker and stand-in together: median ${median(cpuTimes)} ms`)
    say(`SQL statements of one regression, from the request to its report: ${statements}`)
    return { medianMs, times, cpuTimes, calls, items, statements }
  } finally {
    await installation.close()
    await standIn.stop()
    await stopSharedServices()
  }
}

/**
 * A result as large as they get in practice: the conversation repeats itself, so every list would hold hundreds of
 * items.
 */
const someOf = (request: ChatRequest): object =>
  Object.fromEntries(
    Object.entries(answerFromPrompt(request)).map(([name, found]) => [
      name,
      Array.isArray(found) ? found.slice(0, mostInList) : found,
    ]),
  )

async function taken<T>(response: Response, status: number): Promise<T> {
  const text = await response.text()
  if (response.status !== status)
    throw new Error(`${response.status} instead of ${status}: ${text}`)
  return (text ? JSON.parse(text) : null) as T
}

async function makeGoldens(
  installation: TestInstallation,
  token: string,
  send: Send,
): Promise<void> {
  const from = { id: 'general-minutes', version: '1.0.0' }
  const { files } = await taken<DraftView>(
    await send('POST', '/scenarios', { id: scenario, from }),
    201,
  )
  await regress(installation, send)
  await taken(await send('POST', `/scenarios/${scenario}/publish`, { version: '1.0.0' }), 201)
  for (let at = 0; at < goldenCount; at += 1) {
    const meetingId = await acceptedMeeting(installation, token, send, at)
    await taken(await send('POST', `/scenarios/${scenario}/goldens`, { meetingId }), 201)
  }
  const manifest = { ...JSON.parse(files['pack.json'] ?? '{}'), version: '1.0.1' }
  manifest.title = { en: 'Bench minutes', ru: 'Протокол для замера' }
  const next = { ...files, 'pack.json': JSON.stringify(manifest) }
  await taken(await send('PUT', `/scenarios/${scenario}/draft`, { files: next }), 200)
}

async function acceptedMeeting(
  { request, admin }: TestInstallation,
  token: string,
  send: Send,
  at: number,
): Promise<string> {
  const meeting = { title: `Hour ${at + 1}`, scenario: { id: scenario }, language: 'en' }
  const { id } = await taken<{ id: string }>(await send('POST', '/meetings', meeting), 201)
  const path = `/api/v1/meetings/${id}/transcript`
  await taken(await request(slug, path, { method: 'POST', token, body: hourOfTalk() }), 201)
  for (;;) {
    const [row] = await admin<{ status: string }[]>`select status from meetings where id = ${id}`
    if (row?.status === 'in_review') break
    if (row?.status === 'failed') throw new Error('The meeting failed.')
    await Bun.sleep(5)
  }
  // One statement stands for minutes of a person's work.
  await admin`
    update items set review_state = 'accepted', decided_at = now() from runs
    where runs.tenant_id = items.tenant_id and runs.id = items.run_id and runs.meeting_id = ${id}`
  await taken(await send('POST', `/meetings/${id}/accept`), 200)
  return id
}

async function regress({ admin }: TestInstallation, send: Send): Promise<TrialView> {
  const path = `/scenarios/${scenario}`
  const { id } = await taken<TrialView>(
    await send('POST', `${path}/regression`, { confirmCost: true }),
    202,
  )
  for (;;) {
    // The superuser's queries are not counted.
    const [row] = await admin<{ state: string; reason: string | null }[]>`
      select state, reason from scenario_trials where id = ${id}`
    if (row?.state === 'failed') throw new Error(`The regression failed: ${row.reason}.`)
    if (row?.state === 'done')
      return taken<TrialView>(await send('GET', `${path}/trials/${id}`), 200)
    await Bun.sleep(5)
  }
}
