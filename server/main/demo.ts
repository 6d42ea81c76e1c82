import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findTenant } from '../../db/lookup.ts'
import { demoRecording, demoSamples } from '../../tenants/demo/samples.ts'
import { provisionTenant } from '../../tenants/provision.ts'
import { createClient } from '../modules/directory/index.ts'
import { addRecording } from '../modules/media/index.ts'
import { createMeeting, type MeetingView, readMeeting } from '../modules/meetings/index.ts'
import { importTranscript } from '../modules/transcription/index.ts'
import type { Config } from '../platform/config.ts'
import { type Ctx, systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { ProcessServices } from './services.ts'

const slug = 'demo'
const waitAtMostMs = 60_000

/** Creates the demo organisation on the first start, and says where it is and how to sign in. */
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
    writeFileSync(
      signInFile,
      JSON.stringify({ email: config.demoEmail, password: ownerPassword }),
      {
        mode: 0o600,
      },
    )
    await bringSamples(services, systemCtx(tenantId, 'demo', newId()), ownerId, say, stopAsked)
  }
  console.log(`\n  Open     http://${slug}.${config.tenantBaseDomain}:${port}/`)
  if (existsSync(signInFile)) {
    const { email, password } = JSON.parse(readFileSync(signInFile, 'utf8')) as Record<
      string,
      string
    >
    console.log(`  Sign in  ${email}  ${password}\n`)
  }
}

async function bringSamples(
  services: ProcessServices,
  ctx: Ctx,
  ownerId: string,
  say: (line: string) => void,
  stopAsked: Promise<unknown>,
): Promise<void> {
  const ids: string[] = []
  for (const sample of demoSamples) {
    const { id } = await createSample(services, ctx, ownerId, sample)
    const bytes = await readSample(sample.file)
    await importTranscript(services, ctx, id, {
      blocks: [bytes],
      fileName: sample.file,
      contentType: null,
    })
    ids.push(id)
  }
  const { id } = await createSample(services, ctx, ownerId, demoRecording)
  const bytes = await readSample(demoRecording.file)
  await addRecording(services, ctx, id, bytes, demoRecording.file)
  await follow(services, ctx, [...ids, id], say, stopAsked)
}

const readSample = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await Bun.file(join(import.meta.dir, '../../tenants/demo', file)).arrayBuffer())

async function createSample(
  services: ProcessServices,
  ctx: Ctx,
  ownerId: string,
  sample: (typeof demoSamples)[number] | typeof demoRecording,
): Promise<MeetingView> {
  const client = await createClient(services, ctx, { name: sample.clientName })
  return createMeeting(
    { ...services, scenarios: services.packs },
    ctx,
    {
      title: sample.title,
      scenario: { id: sample.scenario },
      language: sample.language,
      startedAt: startOf(sample.startedAt.daysAgo, sample.startedAt.time),
      clientId: client.id,
      participants: [...sample.participants],
    },
    { ownerId },
  )
}

/** Follows the samples through the pipeline; whatever happens is said, and the start goes on. */
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

function startOf(daysAgo: number, time: string): string {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  return new Date(`${day}T${time}:00Z`).toISOString()
}
