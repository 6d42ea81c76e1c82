import type { TestRequest } from '../../test/installation.ts'
import { eventually } from '../../test/installation.ts'
import { toneWav } from '../../test/tone-wav.ts'
import {
  uploadTranscript,
  type Client,
  clientOf,
  createMeeting,
  itemsOf,
  readArtifacts,
  readMeeting,
} from '../../../server/http/test/meetings.ts'
import { beginUpload, checksumOf, partOf, signPart } from '../../../server/http/test/uploads.ts'

const slug = 'demo'
const patienceMs = 90_000

/** Sends requests to the proxy over https, as a browser on the organisation's page would. */
export function requestThrough(address: string, domain: string) {
  return (_slug: string, path: string, init: TestRequest = {}): Promise<Response> => {
    const { method = 'GET', token, json, body, headers = {} } = init
    const payload = json === undefined ? body : JSON.stringify(json)
    return fetch(`${address}${path}`, {
      method,
      headers: {
        host: `${slug}.${domain}`,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      tls: { rejectUnauthorized: false },
      redirect: 'manual',
      ...(payload === undefined ? {} : { body: payload }),
    })
  }
}

export async function signIn(
  request: ReturnType<typeof requestThrough>,
  email: string,
  password: string,
): Promise<Client> {
  const answer = await request(slug, '/api/v1/auth/login', {
    method: 'POST',
    json: { email, password },
  })
  if (!answer.ok) throw new Error(`no sign-in: ${answer.status} ${await answer.text()}`)
  const { accessToken } = (await answer.json()) as { accessToken: string }
  return clientOf({ request }, slug, accessToken)
}

const untilInReview = (owner: Client, id: string) =>
  eventually(async () => {
    const meeting = await readMeeting(owner, id)
    if (meeting.status === 'failed') throw new Error(`the meeting failed: ${meeting.reason}`)
    return meeting.status === 'in_review' ? meeting : null
  }, patienceMs)

/** Adds a transcript and waits for its result. Returns the number of items to review. */
export async function bringMeeting(owner: Client): Promise<number> {
  const { id } = await createMeeting(owner)
  await uploadTranscript(owner, id)
  await untilInReview(owner, id)
  return itemsOf(await readArtifacts(owner, id)).length
}

/** Uploads a recording in parts, as the dashboard does. Returns the meeting's id. */
export async function sendRecording(
  request: ReturnType<typeof requestThrough>,
  owner: Client,
): Promise<string> {
  const { id } = await createMeeting(owner)
  const bytes = toneWav()
  const upload = await beginUpload(owner, id, bytes, {
    fileName: 'tone.wav',
    contentType: 'audio/wav',
  })
  const part = partOf(bytes, upload, 1)
  const signed = await signPart(owner, upload.id, 1, checksumOf(part))
  const sent = await request(slug, signed.url.slice(new URL(signed.url).origin.length), {
    method: 'PUT',
    body: part,
    headers: signed.headers,
  })
  if (!sent.ok) throw new Error(`the part was not taken: ${sent.status} ${await sent.text()}`)
  const parts = [{ number: 1, etag: sent.headers.get('etag') }]
  const done = await owner.post(`/uploads/${upload.id}/complete`, { parts })
  if (!done.ok) throw new Error(`the upload did not end: ${await done.text()}`)
  return id
}

/** The length that ffmpeg found for a recording, in milliseconds. */
export const lengthOf = (owner: Client, id: string): Promise<number> =>
  eventually(async () => (await readMeeting(owner, id)).durationMs, patienceMs)

/** Waits for the result of a recording, made with the speech server and the language model. */
export const analysed = async (owner: Client, id: string): Promise<number> => {
  await untilInReview(owner, id)
  return itemsOf(await readArtifacts(owner, id)).length
}
