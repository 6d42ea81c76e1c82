import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findTenant } from '../../db/lookup.ts'
import { provisionTenant } from '../../tenants/provision.ts'
import { readMeeting } from '../modules/meetings/index.ts'
import { tenantOrigin } from '../http/session/tenant-origin.ts'
import { bringSampleRecording, bringSamples } from '../modules/samples/index.ts'
import { createLeaseCounter } from '../adapters/redis/quota-counters.ts'
import type { Config } from '../platform/config.ts'
import { type Ctx, systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { sampleMeetings } from './sample-meetings.ts'
import type { ProcessServices } from './services.ts'

const slug = 'demo'
const waitAtMostMs = 60_000

/**
 * Creates the demo organisation if there is none, and prints its address and sign-in. A generated password is stored in
 * the home folder; a given one is not.
 */
export async function ensureDemo(
  services: ProcessServices,
  config: Config,
  port: number,
  say: (line: string) => void,
  stopAsked: Promise<unknown>,
): Promise<void> {
  const signInFile = join(config.home, 'demo-sign-in.json')
  const existing = await findTenant(services.db, slug)
  if (!existing) {
    say('Creating the demo organisation with three sample meetings')
    const { tenantId, ownerId, ownerPassword } = await provisionTenant(services.db, {
      slug,
      name: 'Northwind Advisory',
      ownerEmail: config.demoEmail,
      ownerName: 'Demo Owner',
      ...(config.demoPassword ? { ownerPassword: config.demoPassword } : {}),
    })
    if (config.demoPassword === null) {
      writeFileSync(
        signInFile,
        JSON.stringify({ email: config.demoEmail, password: ownerPassword }),
        { mode: 0o600 },
      )
    }
    await addSamples(services, systemCtx(tenantId, 'demo', newId()), ownerId, say, stopAsked)
  }
  const signIn = signInOf(config, signInFile)
  console.log(`\n  Open     ${tenantOrigin(slug, { ...config, port })}/`)
  if (signIn) console.log(`  Sign in  ${signIn.email}  ${signIn.password}\n`)
}

function signInOf(
  { demoEmail, demoPassword }: Config,
  file: string,
): { email: string; password: string } | null {
  if (existsSync(file)) {
    return JSON.parse(readFileSync(file, 'utf8')) as { email: string; password: string }
  }
  return demoPassword === null ? null : { email: demoEmail, password: demoPassword }
}

async function addSamples(
  services: ProcessServices,
  ctx: Ctx,
  ownerId: string,
  say: (line: string) => void,
  stopAsked: Promise<unknown>,
): Promise<void> {
  const deps = {
    ...services,
    scenarios: services.packs,
    samples: sampleMeetings,
    turns: createLeaseCounter(services.redis, 'samples'),
  }
  const { data } = await bringSamples(deps, ctx, { ownerId })
  const recordingId = await bringSampleRecording(deps, ctx, { ownerId })
  const ids = [...data.map(({ meetingId }) => meetingId), recordingId]
  await follow(services, ctx, ids, say, stopAsked)
}

/** Follows the samples through the pipeline and prints their outcome; a failure does not stop the start. */
async function follow(
  services: ProcessServices,
  ctx: Ctx,
  ids: string[],
  say: (line: string) => void,
  stopAsked: Promise<unknown>,
): Promise<void> {
  const stopping = new AbortController()
  void stopAsked.finally(() => stopping.abort())
  const deadline = Date.now() + waitAtMostMs
  const said = new Set<string>()
  while (!stopping.signal.aborted && Date.now() < deadline && said.size < ids.length) {
    for (const id of ids.filter((candidate) => !said.has(candidate))) {
      const meeting = await readMeeting({ ...services, scenarios: services.packs }, ctx, id)
      if (meeting.status === 'in_review')
        say(`“${meeting.title}” is in review: ${meeting.itemCount} items`)
      else if (meeting.status === 'failed') say(`“${meeting.title}” failed: ${meeting.reason}`)
      else if (meeting.status === 'waiting') {
        say(
          meeting.reason === 'no_speech_provider'
            ? `“${meeting.title}” waits for a speech provider: set SPEECH_PROVIDER and its key (.env.example), start again`
            : `“${meeting.title}” waits: ${meeting.reason}`,
        )
      } else continue
      said.add(id)
    }
    await Bun.sleep(50)
  }
}
