import { correctUsage } from '../../server/modules/usage/index.ts'
import {
  type Metered,
  openMetered,
  startMeteredStripe,
  testKey,
} from '../../server/modules/billing/test/metered.ts'
import { recordedMeeting } from '../../server/modules/transcription/test/recordings.ts'
import { type SpeechStandIn, startSpeechStandIn } from '../stand-ins/deepgram/index.ts'
import type { StripeStandIn } from '../stand-ins/stripe/server.ts'
import { faultKinds } from '../stand-ins/stripe/wire/ordered-fault.ts'
import { eventually, openInstallation, type TestInstallation } from '../test/installation.ts'
import { type Killable, spawnWorker } from './killable.ts'
import { createRandom, type Random } from './random.ts'

export interface KillsOptions {
  /** How often a worker is killed. */
  kills: number
  seed: number
  organisations?: number
  tell?: (line: string) => void
}

/** Transcribed seconds of an organisation, as recorded in four places. */
export interface Sums {
  slug: string
  /** What transcripts and corrections in the database imply. */
  effects: number
  ledger: number
  reported: number
  meter: number
}

export interface KillsOutcome {
  kills: number
  transcriptions: number
  corrections: number
  /** Reports that were repeated after they had arrived, and rejected as duplicates. */
  repeats: number
  /** Where one of the four differs, or a report was never sent. */
  faults: string[]
  sums: Sums[]
}

/** Two minutes, plus the time until an abandoned job is picked up again. */
const settlesWithinMs = 240_000
const waitingAtMost = 30
const workersAtOnce = 3
const longestLifeMs = 15_000

/**
 * Transcribes recordings while the worker that processes and meters them is killed at random moments and the provider
 * sometimes fails. At the end, ledger, reports, meter and effects must agree.
 */
export async function proveKills(options: KillsOptions): Promise<KillsOutcome> {
  const random = createRandom(options.seed)
  const stripe = await startMeteredStripe()
  const speech = startSpeechStandIn()
  const installation = await openInstallation({
    worker: false,
    stripe: { secretKey: testKey, webhookSecret: null, apiBase: stripe.url },
  })
  const place: Place = { ...options, random, stripe, speech, installation, metered: [] }
  try {
    for (let at = 0; at < (options.organisations ?? 5); at += 1)
      place.metered.push(await openMetered(installation, stripe, `killed-${at}`))
    return await run(place)
  } finally {
    await installation.close()
    await stripe.stop()
    await speech.stop()
  }
}

interface Place extends KillsOptions {
  random: Random
  stripe: StripeStandIn
  speech: SpeechStandIn
  installation: TestInstallation
  metered: Metered[]
}

async function run(place: Place): Promise<KillsOutcome> {
  const feeding = { isOver: false, corrections: 0 }
  const fed = feed(place, feeding)
  let killed = 0
  const killing = async (): Promise<void> => {
    while (killed < place.kills) {
      killed += 1
      await killOne(place)
      if (killed % 10 === 0) place.tell?.(`${killed} of ${place.kills} kills`)
    }
  }
  await Promise.all(Array.from({ length: workersAtOnce }, killing))
  feeding.isOver = true
  await fed
  place.stripe.world.faults.length = 0
  place.stripe.world.settings.latencyMs = 0
  const last = startWorker(place)
  await eventually(() => isSettled(place), settlesWithinMs)
  await last.kill('SIGTERM')
  return compare(place, feeding.corrections)
}

const startWorker = ({ installation, stripe, speech }: Place): Killable =>
  spawnWorker(
    {
      services: installation.services,
      environment: {
        STRIPE_SECRET_KEY: testKey,
        STRIPE_API_BASE: stripe.url,
        SPEECH_PROVIDER: 'deepgram',
        DEEPGRAM_API_KEY: speech.key,
        DEEPGRAM_BASE_URL: speech.url,
        SPEECH_MEDIA: 'stream',
      },
    },
    'transcribe,billing',
  )

/**
 * Half of them are killed at any moment of their life, the others around the time of a meter report. Some live long
 * enough to pick up what earlier ones left behind.
 */
async function killOne(place: Place): Promise<void> {
  const { random, stripe } = place
  stripe.world.settings.latencyMs = random.upTo(60)
  if (random.chance(0.3))
    stripe.world.faults.push({
      path: '/v1/billing/meter_events',
      method: 'POST',
      kind: random.oneOf(faultKinds),
      left: 1 + random.upTo(2),
      retryAfterSeconds: 1,
    })
  const worker = startWorker(place)
  if (random.chance(0.05)) await Bun.sleep(random.upTo(1_000))
  else {
    await worker.started
    await Bun.sleep(random.upTo(longestLifeMs))
    if (random.chance(0.5)) {
      const seen = stripe.requests.length
      await eventually(async () => stripe.requests.length > seen, 2_000).catch(() => undefined)
      await Bun.sleep(random.upTo(120))
    }
  }
  await worker.kill('SIGKILL')
}

/** Adds recordings, and sometimes corrects an event, until the run ends. */
async function feed(
  place: Place,
  feeding: { isOver: boolean; corrections: number },
): Promise<void> {
  const { random, installation, speech, metered } = place
  while (!feeding.isOver) {
    if ((await countWaiting(place)) < waitingAtMost) {
      const words = Array.from({ length: 1 + random.upTo(8) }, () => 'We start on Monday.')
      speech.say(words.map((text) => ({ speaker: 0, text })))
      await recordedMeeting(installation, random.oneOf(metered).client)
    }
    if (random.chance(0.1)) feeding.corrections += await correctOne(place)
    await Bun.sleep(random.upTo(300))
  }
}

async function correctOne(place: Place): Promise<number> {
  const { installation, random, metered } = place
  const { tenantId } = random.oneOf(metered)
  const events = await installation.admin<{ id: string; seconds: number }[]>`
    select id, seconds from usage_events where tenant_id = ${tenantId} and kind = 'transcription'
      and corrects is null order by id`
  if (events.length === 0) return 0
  const { id, seconds } = random.oneOf(events)
  const right = { seconds: random.upTo(seconds * 2), reason: 'As the proof wants it' }
  const { difference } = await correctUsage(installation.services.db, tenantId, id, right)
  return difference === 0 ? 0 : 1
}

async function countWaiting({ installation }: Place): Promise<number> {
  const [row] = await installation.admin<{ count: number }[]>`
    select count(*)::int as count from meetings
    where stage = 'transcribe' and status in ('queued', 'transcribing')`
  return row?.count ?? 0
}

async function isSettled(place: Place): Promise<boolean> {
  const queued = await place.installation.admin`
    select 1 from meter_reports where state = 'queued' limit 1`
  return queued.length === 0 && (await countWaiting(place)) === 0
}

async function compare(place: Place, corrections: number): Promise<KillsOutcome> {
  const { installation, stripe, metered, kills } = place
  const sums: Sums[] = []
  const faults: string[] = []
  for (const { tenantId, client, held } of metered) {
    const [row] = await installation.admin<Omit<Sums, 'slug' | 'meter'>[]>`
      select
        (select coalesce(sum(ceil(duration_ms / 1000.0)), 0)::float8 from transcripts
          where tenant_id = ${tenantId} and source = 'speech')
        + (select coalesce(sum((a.data->>'after')::int - (a.data->>'before')::int), 0)::float8 from audit_log a
          where a.tenant_id = ${tenantId} and a.action = 'usage.corrected') as effects,
        (select coalesce(sum(seconds), 0)::float8 from usage_events
          where tenant_id = ${tenantId} and kind = 'transcription') as ledger,
        (select coalesce(sum(seconds), 0)::float8 from meter_reports
          where tenant_id = ${tenantId} and state = 'sent') as reported`
    const meter = Object.values(held()).reduce((all, one) => all + one, 0)
    const sum: Sums = { slug: client.slug, effects: 0, ledger: 0, reported: 0, ...row, meter }
    sums.push(sum)
    if (new Set([sum.effects, sum.ledger, sum.reported, meter]).size > 1)
      faults.push(`${sum.slug}: ${JSON.stringify(sum)}`)
  }
  const unsent = await installation.admin<{ state: string; count: number }[]>`
    select state, count(*)::int as count from meter_reports where state <> 'sent' group by state`
  for (const { state, count } of unsent) faults.push(`${count} reports are ${state}`)
  const [counted] = await installation.admin<{ count: number }[]>`
    select count(*)::int as count from transcripts where source = 'speech'`
  const repeats = stripe.requests.filter(
    ({ path, status }) => path.startsWith('/v1/billing/meter_events') && status === 400,
  ).length
  return { kills, transcriptions: counted?.count ?? 0, corrections, repeats, faults, sums }
}
