import { countStatements } from '../../../db/statement-spans.ts'
import { withTenant } from '../../../db/tenant.ts'
import { runScenario } from '../../../plugins/engine/index.ts'
import { extractiveProvider } from '../../../plugins/extractive/index.ts'
import { loadSegments } from '../../../server/modules/transcription/index.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'
import { hourOfTalk } from './talk.ts'

const rounds = 5

/** Imports an hour of conversation through the API, follows it to review, and counts the statements of each stage. */
export async function benchPipeline(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation()
  try {
    await installation.createTenant('bench')
    const token = await installation.signIn('bench')
    const times: number[] = []
    let statements = { import: 0, analyse: 0 }
    let meetingId = ''
    for (let round = 0; round <= rounds; round += 1) {
      meetingId = await createMeeting(installation, token)
      const result = await importAndWait(installation, token, meetingId)
      if (round > 0) times.push(result.totalMs)
      statements = result.statements
    }
    const medianMs = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
    say(`import to in_review: median ${medianMs} ms of ${times.join(', ')} (promise: 2,000)`)
    say(
      `SQL statements: import ${statements.import}, analyse ${statements.analyse} (promise: 6 for each stage, without BEGIN, COMMIT and set_config)`,
    )
    const engineMs = await timeEngine(installation, meetingId)
    say(`engine alone, prompt to evidence: ${engineMs} ms`)
    return { medianMs, times, statements, engineMs }
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

export async function createMeeting(
  installation: TestInstallation,
  token: string,
): Promise<string> {
  const response = await installation.request('bench', '/api/v1/meetings', {
    method: 'POST',
    token,
    json: {
      title: 'One hour',
      scenario: { id: 'general-minutes' },
      participants: [{ name: 'Anna Kern' }],
    },
  })
  return ((await response.json()) as { id: string }).id
}

export async function importAndWait(
  installation: TestInstallation,
  token: string,
  meetingId: string,
) {
  const startedAt = performance.now()
  const before = countStatements()
  const response = await installation.request('bench', `/api/v1/meetings/${meetingId}/transcript`, {
    method: 'POST',
    token,
    body: hourOfTalk(),
  })
  if (response.status !== 201) throw new Error(`The import answered ${response.status}.`)
  const imported = countStatements()
  for (;;) {
    // The superuser's queries are not counted.
    const [meeting] = await installation.admin<{ status: string }[]>`
      select status from meetings where id = ${meetingId}`
    if (meeting?.status === 'in_review') break
    if (meeting?.status === 'failed') throw new Error('The meeting failed.')
    await Bun.sleep(5)
  }
  return {
    totalMs: Math.round(performance.now() - startedAt),
    statements: { import: imported - before, analyse: countStatements() - imported },
  }
}

async function timeEngine(
  { services, admin }: TestInstallation,
  meetingId: string,
): Promise<number> {
  const [place] = await admin<{ tenant_id: string; current_transcript_id: string }[]>`
    select tenant_id, current_transcript_id from meetings where id = ${meetingId}`
  const pack = services.packs.findBuiltIn('general-minutes')
  if (!place || !pack) throw new Error('The meeting is gone.')
  const segments = await withTenant(services.db, { tenantId: place.tenant_id }, (tx) =>
    loadSegments(tx, place.current_transcript_id),
  )
  const meeting = {
    title: 'One hour',
    startedAt: null,
    language: 'en',
    participants: [],
    clientName: null,
    terms: [],
  } as const
  const startedAt = performance.now()
  await runScenario({
    pack,
    segments,
    provider: extractiveProvider(),
    meeting: { ...meeting, participants: [], terms: [] },
  })
  return Math.round(performance.now() - startedAt)
}
