import { createHash } from 'node:crypto'
import { createAuthenticator } from '../../../server/http/test/authenticator.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
  testPassword,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'
import { median } from './median.ts'
import { rankTest } from './rank-test.ts'

const tries = 200
const warmUps = 10
/** With five questions, one in 200 runs falls below this by chance. */
const leastP = 0.001
const slug = 'bench'
const owner = `owner@${slug}.example`

type Ask = () => Promise<Response>

interface Question {
  name: string
  /** About somebody who has an account, and about nobody. */
  known: Ask
  unknown: Ask
  /** The response bodies may differ in ids and tokens. */
  onlyStatus?: true
}

/**
 * Asks about accounts that exist and accounts that do not, alternating in random order, and applies a rank test to the
 * times. Fails if the times or the responses can be told apart.
 */
export async function benchSignIn(say: Say): Promise<Record<string, unknown>> {
  const installation = await openInstallation({
    worker: false,
    // Mails are only queued, because no worker sends them.
    mail: { url: 'smtp://127.0.0.1:9', from: 'aam@example.com' },
  })
  try {
    const figures: Record<string, unknown> = {}
    const told: string[] = []
    for (const question of await prepare(installation)) {
      const { p, share, knownMs, unknownMs, differs } = await compare(installation, question)
      figures[question.name] = { p, share, knownMs, unknownMs }
      say(
        `${question.name.padEnd(18)} known ${knownMs.toFixed(2)} ms, unknown ${unknownMs.toFixed(2)} ms (median of ${tries}), rank test p = ${p.toFixed(4)}`,
      )
      if (differs) told.push(`${question.name}: the answers differ: ${differs}`)
      if (p < leastP) told.push(`${question.name}: the times differ (p = ${p.toExponential(1)})`)
    }
    if (told.length > 0) throw new Error(`Accounts can be told apart. ${told.join('; ')}`)
    return figures
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

async function compare(installation: TestInstallation, question: Question) {
  const times = { known: [] as number[], unknown: [] as number[] }
  const answers = { known: new Set<string>(), unknown: new Set<string>() }
  for (let at = -warmUps; at < tries; at += 1) {
    const order =
      Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const side of order) {
      await clearCounters(installation)
      const startedAt = performance.now()
      const response = await question[side]()
      const body = await response.text()
      const tookMs = performance.now() - startedAt
      if (at < 0) continue
      times[side].push(tookMs)
      answers[side].add(question.onlyStatus ? String(response.status) : wordAnswer(response, body))
    }
  }
  const known = [...answers.known].join(' | ')
  const unknown = [...answers.unknown].join(' | ')
  return {
    ...rankTest(times.known, times.unknown),
    knownMs: median(times.known),
    unknownMs: median(times.unknown),
    differs: known === unknown ? null : `${known} against ${unknown}`,
  }
}

const wordAnswer = (response: Response, body: string): string =>
  `${response.status} ${body.replace(/"requestId":"[^"]*"/, '')}`

/** Resets the throttles: only the response itself is measured. */
async function clearCounters({ services }: TestInstallation): Promise<void> {
  const { commands } = services.redis
  const counters = await commands.keys('aam:limit:*')
  if (counters.length > 0) await commands.del(...counters)
}

async function prepare(installation: TestInstallation): Promise<Question[]> {
  await installation.createTenant(slug)
  // Hashed at production cost; the tests' own sign-ins use a cheaper hash.
  const hash = await Bun.password.hash(testPassword, { algorithm: 'argon2id' })
  await installation.admin`update users set password_hash = ${hash}`
  const token = await installation.signIn(slug)
  const post = (path: string, json: object, bearer?: string): Promise<Response> =>
    installation.request(slug, `/api/v1${path}`, {
      method: 'POST',
      json,
      ...(bearer ? { token: bearer } : {}),
    })
  const wrong = (email: string) => () =>
    post('/auth/login', { email, password: 'not the password' })
  const reset = (email: string) => () => post('/auth/password-reset', { email })
  const move = (email: string) => () => post('/me/email', { email }, token)
  await installation.admin`
    insert into users (tenant_id, id, email, name, role)
    select id, gen_random_uuid(), 'anna@bench.example', 'Anna', 'member' from tenants where slug = ${slug}`
  return [
    {
      name: 'change of email',
      known: move('anna@bench.example'),
      unknown: move('emma@bench.example'),
    },
    { name: 'sign-in', known: wrong(owner), unknown: wrong(`nobod@${slug}.example`) },
    { name: 'password reset', known: reset(owner), unknown: reset(`nobod@${slug}.example`) },
    await passkeys(installation, post, token),
    await invitations(installation, post),
  ]
}

/** A registered passkey and an unknown one, both with a wrong signature. */
async function passkeys(
  installation: TestInstallation,
  post: (path: string, json: object, bearer?: string) => Promise<Response>,
  token: string,
): Promise<Question> {
  const site = {
    rpId: `${slug}.localhost`,
    origin: `http://${slug}.localhost:${installation.port}`,
  }
  const challengeOf = async (path: string, bearer?: string): Promise<string> =>
    ((await (await post(path, {}, bearer)).json()) as { challenge: string }).challenge
  const known = createAuthenticator()
  const challenge = await challengeOf('/me/factors/passkey-options', token)
  const attestation = known.register({ challenge, ...site })
  const added = await post('/me/factors/passkeys', { name: 'Bench', attestation }, token)
  if (added.status !== 201) throw new Error(await added.text())
  const stranger = createAuthenticator()
  // From the start, which is the same for everybody, to the rejection.
  const ask = (credentialId: string) => async () => {
    const asked = await challengeOf('/auth/passkey/start')
    const assertion = stranger.assert({ challenge: asked, ...site })
    return post('/auth/passkey', {
      assertion: { ...assertion, id: credentialId, rawId: credentialId },
    })
  }
  return {
    name: 'passkey',
    known: ask(known.credentialId),
    unknown: ask(createAuthenticator().credentialId),
  }
}

/** Invitations for addresses that had an account here before, and for new ones. */
async function invitations(
  { admin }: TestInstallation,
  post: (path: string, json: object) => Promise<Response>,
): Promise<Question> {
  const [tenant] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  if (!tenant) throw new Error('the tenant is gone')
  const make = async (side: 'back' | 'new'): Promise<Ask> => {
    const names = Array.from({ length: tries + warmUps }, (_, at) => `${side}${at}`)
    const emails = names.map((name) => `${name.padEnd(8, 'x')}@${slug}.example`)
    const hashes = names.map((name) => createHash('sha256').update(name).digest('hex'))
    if (side === 'back') {
      await admin`
        insert into users (tenant_id, id, email, name, role, disabled_at)
        select ${tenant.id}, gen_random_uuid(), e, 'Back', 'member', now() from unnest(${emails}::text[]) as e`
    }
    await admin`
      insert into invitations (tenant_id, id, email, role, locale, token_hash, expires_at)
      select ${tenant.id}, gen_random_uuid(), i.email, 'member', 'en', i.hash, now() + interval '1 day'
      from unnest(${emails}::text[], ${hashes}::text[]) as i(email, hash)`
    return () =>
      post('/auth/invitations/accept', {
        token: names.shift() ?? '',
        name: 'Somebody',
        password: testPassword,
      })
  }
  return {
    name: 'invitation accept',
    known: await make('back'),
    unknown: await make('new'),
    onlyStatus: true,
  }
}
