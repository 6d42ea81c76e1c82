import type { TestInstallation } from '../../../ops/test/installation.ts'
import { testPassword } from '../../../ops/test/installation.ts'
import type {
  AddedPasskey,
  FirstCodes,
  NewTotp,
  PendingSignIn,
} from '../../modules/identity/factors/contract.ts'
import { type Authenticator, codeOf, createAuthenticator } from './authenticator.ts'
import type { Client } from './meetings.ts'

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Sets up an authenticator app with the previous time step's code, so that the current code stays unused. */
export async function addApp(
  client: Client,
): Promise<{ secret: string; usedCode: string; recoveryCodes: string[] | null }> {
  const { secret } = await read<NewTotp>(await client.post('/me/factors/totp'))
  const usedCode = codeOf(secret, -1)
  const { recoveryCodes } = await read<FirstCodes>(
    await client.post('/me/factors/totp/confirm', { code: usedCode }),
  )
  return { secret, usedCode, recoveryCodes }
}

/** The relying party of an organisation in a test installation. */
export const siteOf = (installation: TestInstallation, slug: string) => ({
  rpId: `${slug}.localhost`,
  origin: `http://${slug}.localhost:${installation.port}`,
})

export async function addPasskey(
  installation: TestInstallation,
  client: Client,
  name = 'Laptop',
): Promise<AddedPasskey & { key: Authenticator }> {
  const key = createAuthenticator()
  const { challenge } = await read<{ challenge: string }>(
    await client.post('/me/factors/passkey-options'),
  )
  const attestation = key.register({ challenge, ...siteOf(installation, client.slug) })
  const added = await read<AddedPasskey>(
    await client.post('/me/factors/passkeys', { name, attestation }),
  )
  return { ...added, key }
}

/** Sends an unauthenticated request. */
export const postAnonymously = (
  installation: TestInstallation,
  path: string,
  json: object | undefined,
  slug: string,
): Promise<Response> =>
  installation.request(slug, `/api/v1/auth/${path}`, { method: 'POST', ...(json ? { json } : {}) })

/** Signs in by password and returns what the second step needs. */
export async function beginSignIn(
  installation: TestInstallation,
  slug: string,
  email: string,
  password = testPassword,
): Promise<PendingSignIn> {
  const response = await postAnonymously(installation, 'login', { email, password }, slug)
  const answer = await read<PendingSignIn>(response)
  if (!answer.pending || response.headers.getSetCookie().length > 0) {
    throw new Error(`this opened a session: ${JSON.stringify(answer)}`)
  }
  return answer
}
