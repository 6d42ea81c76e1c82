import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { type Authenticator, createAuthenticator } from '../../../http/test/authenticator.ts'
import {
  addApp,
  addPasskey,
  beginSignIn,
  postAnonymously as sendPublicly,
  siteOf,
} from '../../../http/test/factors.ts'
import { type Client, clientOf, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { SessionView } from '../contract.ts'
import type { FactorsView } from './contract.ts'
import { handleBytes } from './verify-passkey.ts'

setDefaultTimeout(60_000)

type Member = Client & { userId: string; email: string }
type Signed = Parameters<Authenticator['assert']>[0]

let installation: TestInstallation
let other: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  await openTenant(installation, 'acme')
  other = await openTenant(installation, 'other')
})
afterAll(() => installation.close())

let added = 0
const join = (): Promise<Member> => addMember(installation, 'acme', 'member', `key${++added}`)
const postAnonymously = (path: string, json?: object, slug = 'acme') =>
  sendPublicly(installation, path, json, slug)
const site = (slug = 'acme') => siteOf(installation, slug)
const handleOf = ({ userId }: Member): string =>
  Buffer.from(handleBytes(userId)).toString('base64url')
const withPasskey = async () => {
  const member = await join()
  const { key, passkey, recoveryCodes } = await addPasskey(installation, member)
  return { member, key, passkey, recoveryCodes }
}
const challengeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { challenge: string }).challenge

/** Signs in with a passkey alone; `wrong` overrides correct values. */
async function signInAlone(
  key: Authenticator,
  member: Member,
  wrong: Partial<Signed> = {},
  slug = 'acme',
): Promise<Response> {
  const challenge = await challengeOf(await postAnonymously('passkey/start', undefined, slug))
  const right = { challenge, ...site(slug), userHandle: handleOf(member) }
  return postAnonymously('passkey', { assertion: key.assert({ ...right, ...wrong }) }, slug)
}

describe('a passkey', () => {
  test('signs its person in without a further step', async () => {
    const { member, key, recoveryCodes } = await withPasskey()
    expect(recoveryCodes).toHaveLength(10)
    const answer = await signInAlone(key, member)
    expect(answer.status).toBe(200)
    const { user, accessToken } = (await answer.json()) as SessionView
    expect(user.id).toBe(member.userId)
    const factors = await clientOf(installation, 'acme', accessToken).get<FactorsView>(
      '/me/factors',
    )
    expect(factors.passkeys[0]).toMatchObject({
      name: 'Laptop',
      host: 'acme.localhost',
      isSynced: true,
      lastUsedAt: expect.any(String),
    })
  })

  test('is a second factor after the password', async () => {
    const { member, key } = await withPasskey()
    const { pending, methods } = await beginSignIn(installation, 'acme', member.email)
    expect(methods).toEqual(['passkey', 'recovery'])
    const asked = await postAnonymously('second-factor/passkey', { pending })
    const options = (await asked.json()) as {
      challenge: string
      allowCredentials: { id: string }[]
      userVerification: string
    }
    expect(options.userVerification).toBe('required')
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([key.credentialId])
    const assertion = key.assert({ challenge: options.challenge, ...site() })
    expect((await postAnonymously('second-factor', { pending, assertion })).status).toBe(200)
  })

  test('does not create more recovery codes if there are some', async () => {
    const member = await join()
    await addApp(member)
    expect((await addPasskey(installation, member)).recoveryCodes).toBeNull()
  })

  test('is renamed and removed only by its owner', async () => {
    const { member, key, passkey } = await withPasskey()
    const stranger = await join()
    const path = `/me/factors/passkeys/${passkey.id}`
    const rename = (by: Client) =>
      by.send(path, { method: 'PATCH', json: { name: 'Security key' } })
    const remove = (by: Client) => by.send(path, { method: 'DELETE' })
    for (const by of [stranger, other]) {
      expect(await refusalOf(await rename(by))).toBe('404 not_found')
      expect(await refusalOf(await remove(by))).toBe('404 not_found')
    }
    expect(await (await rename(member)).json()).toMatchObject({ name: 'Security key' })
    expect((await remove(member)).status).toBe(204)
    expect(await refusalOf(await signInAlone(key, member))).toBe('401 wrong_proof')
    expect(await installation.signIn('acme', member.email)).toBeString()
  })

  test('steps its person up', async () => {
    const { member, key } = await withPasskey()
    const challenge = await challengeOf(await member.post('/auth/step-up/passkey'))
    const assertion = key.assert({ challenge, ...site() })
    const stranger = await withPasskey()
    expect(await refusalOf(await stranger.member.post('/auth/step-up', { assertion }))).toBe(
      '401 wrong_proof',
    )
    expect((await member.post('/auth/step-up', { assertion })).status).toBe(204)
  })
})

describe('rejects a passkey’s answer', () => {
  test('from another origin, for another host, or without user verification', async () => {
    const { member, key } = await withPasskey()
    const wrongs: Partial<Signed>[] = [
      { origin: 'http://acme.localhost.evil.example' },
      { origin: site('other').origin },
      { rpId: 'localhost' },
      { rpId: 'other.localhost' },
      { isUnverified: true },
      { challenge: 'bm90IHRoZSBjaGFsbGVuZ2U' },
      { userHandle: null },
      { userHandle: handleOf(await join()) },
    ]
    for (const wrong of wrongs) {
      const answer = await signInAlone(key, member, wrong)
      expect([wrong, await refusalOf(answer)]).toEqual([wrong, '401 wrong_proof'])
    }
    expect((await signInAlone(key, member)).status).toBe(200)
  })

  test('in another organisation', async () => {
    const { member, key } = await withPasskey()
    expect(await refusalOf(await signInAlone(key, member, {}, 'other'))).toBe('401 wrong_proof')
    expect(await refusalOf(await signInAlone(key, member, site('acme'), 'other'))).toBe(
      '401 wrong_proof',
    )
  })

  test('a second time, and after five minutes', async () => {
    const { member, key } = await withPasskey()
    const challenge = await challengeOf(await postAnonymously('passkey/start'))
    const assertion = key.assert({ challenge, ...site(), userHandle: handleOf(member) })
    const answers = await Promise.all([
      postAnonymously('passkey', { assertion }),
      postAnonymously('passkey', { assertion }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    const late = await challengeOf(await postAnonymously('passkey/start'))
    await installation.admin`update passkey_challenges set expires_at = now() - interval '1 second'`
    const tooLate = key.assert({ challenge: late, ...site(), userHandle: handleOf(member) })
    expect(await refusalOf(await postAnonymously('passkey', { assertion: tooLate }))).toBe(
      '401 wrong_proof',
    )
  })

  test('after a wrong one to the same challenge', async () => {
    const { member, key } = await withPasskey()
    const challenge = await challengeOf(await postAnonymously('passkey/start'))
    const userHandle = handleOf(member)
    const wrong = createAuthenticator().assert({ challenge, ...site(), userHandle })
    expect(await refusalOf(await postAnonymously('passkey', { assertion: wrong }))).toBe(
      '401 wrong_proof',
    )
    const right = key.assert({ challenge, ...site(), userHandle })
    expect(await refusalOf(await postAnonymously('passkey', { assertion: right }))).toBe(
      '401 wrong_proof',
    )
  })

  test('to another person’s challenge', async () => {
    const { member, key } = await withPasskey()
    const [one, two] = [
      await beginSignIn(installation, 'acme', member.email),
      await beginSignIn(installation, 'acme', member.email),
    ]
    const ask = async (pending: string) =>
      challengeOf(await postAnonymously('second-factor/passkey', { pending }))
    const sign = (challenge: string) =>
      key.assert({ challenge, ...site(), userHandle: handleOf(member) })
    const ofAnother = sign(await ask(one.pending))
    const swapped = await postAnonymously('second-factor', {
      pending: two.pending,
      assertion: ofAnother,
    })
    expect(await refusalOf(swapped)).toBe('401 wrong_proof')
    // A signature for one purpose is not accepted for another.
    const forStepUp = sign(await challengeOf(await member.post('/auth/step-up/passkey')))
    expect(await refusalOf(await postAnonymously('passkey', { assertion: forStepUp }))).toBe(
      '401 wrong_proof',
    )
    const alone = sign(await challengeOf(await postAnonymously('passkey/start')))
    expect(await refusalOf(await member.post('/auth/step-up', { assertion: alone }))).toBe(
      '401 wrong_proof',
    )
  })

  test('when its counter did not increase, since the key may be a copy', async () => {
    const { member, key } = await withPasskey()
    expect((await signInAlone(key, member, { counter: 5 })).status).toBe(200)
    for (const counter of [5, 4, 0]) {
      expect(await refusalOf(await signInAlone(key, member, { counter }))).toBe('401 wrong_proof')
    }
    expect((await signInAlone(key, member, { counter: 6 })).status).toBe(200)
  })

  test('of a deactivated person, with the same error as an unknown passkey', async () => {
    const { member, key } = await withPasskey()
    await installation.admin`update users set disabled_at = now() where id = ${member.userId}`
    const known = await signInAlone(key, member)
    const unknown = await signInAlone(createAuthenticator(), member)
    const told = await Promise.all(
      [known, unknown].map(async (answer) => {
        const { requestId: _id, ...problem } = (await answer.json()) as { requestId: string }
        return problem
      }),
    )
    expect(told[0]).toMatchObject({ status: 401, code: 'wrong_proof' })
    expect(told[1]).toEqual(told[0] as object)
  })
})

describe('registering a passkey', () => {
  const start = async (by: Client) => challengeOf(await by.post('/me/factors/passkey-options'))
  const finish = (by: Client, key: Authenticator, signing: Signed, name = 'New') =>
    by.post('/me/factors/passkeys', { name, attestation: key.register(signing) })

  test('requests a discoverable passkey with user verification', async () => {
    const member = await join()
    const response = await member.post('/me/factors/passkey-options')
    expect(await response.json()).toMatchObject({
      rp: { id: 'acme.localhost' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
  })

  test('is rejected for another origin, host, session or person, and when repeated', async () => {
    const member = await join()
    const elsewhere = clientOf(
      installation,
      'acme',
      await installation.signIn('acme', member.email),
    )
    const stranger = await join()
    const key = createAuthenticator()
    const wrongs: [Client, Partial<Signed>][] = [
      [member, { origin: 'https://evil.example' }],
      [member, { rpId: 'localhost' }],
      [member, { isUnverified: true }],
      [elsewhere, {}],
      [stranger, {}],
    ]
    for (const [by, wrong] of wrongs) {
      const answer = await finish(by, key, {
        challenge: await start(member),
        ...site(),
        ...wrong,
      })
      expect([wrong, await refusalOf(answer)]).toEqual([wrong, '422 invalid_request'])
    }
    const challenge = await start(member)
    const answers = await Promise.all([
      finish(member, key, { challenge, ...site() }),
      finish(member, key, { challenge, ...site() }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422])
    // A registered key cannot be registered by somebody else.
    const taken = await finish(stranger, key, { challenge: await start(stranger), ...site() })
    expect(await refusalOf(taken)).toBe('422 invalid_request')
  })

  test('is rejected when the session’s proof has expired meanwhile', async () => {
    const member = await join()
    const challenge = await start(member)
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${member.userId}`
    await installation.services.redis.commands.flushdb()
    const answer = await finish(member, createAuthenticator(), { challenge, ...site() })
    expect(await refusalOf(answer)).toBe('403 step_up_needed')
  })
})
