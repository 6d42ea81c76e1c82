import {
  eventually,
  type TestInstallation,
  type TestRequest,
} from '../../../ops/test/installation.ts'
import type { ArtifactView } from '../../modules/analysis/contract.ts'
import type { MeetingView } from '../../modules/meetings/contract.ts'
import type { ImportedView } from '../../modules/transcription/contract.ts'
import type { Problem } from '../contract.ts'

/** A conversation in which the built-in provider finds a decision, tasks, a question, a risk and a next meeting. */
export const talk = `WEBVTT

1
00:00:01.000 --> 00:00:06.000
<v Anna Kern>Good morning everybody, I am Anna Kern and I lead the warehouse project.

2
00:00:07.000 --> 00:00:13.000
<v Boris Wolf>We have decided to start the pilot on the first of December in the northern warehouse.

3
00:00:14.000 --> 00:00:20.000
<v Anna Kern>Good. I will send the contract to the supplier by Friday.

4
00:00:21.000 --> 00:00:27.000
<v Clara Diaz>I will prepare the training plan for the drivers until next Tuesday.

5
00:00:28.000 --> 00:00:35.000
<v Boris Wolf>The biggest risk is that the scanners arrive too late because the supplier is out of stock.

6
00:00:36.000 --> 00:00:42.000
<v Clara Diaz>It is still open who will pay for the additional licences, we need to ask finance.

7
00:00:43.000 --> 00:00:49.000
<v Anna Kern>Then we meet again next Monday at ten o'clock in the morning.
`

/** An API client of one person in one tenant. */
export interface Client {
  slug: string
  token: string
  send(path: string, init?: TestRequest): Promise<Response>
  get<T>(path: string): Promise<T>
  post(path: string, json?: unknown, headers?: Record<string, string>): Promise<Response>
}

export function clientOf(
  installation: Pick<TestInstallation, 'request'>,
  slug: string,
  token: string,
): Client {
  const send = (path: string, init: TestRequest = {}) =>
    installation.request(slug, `/api/v1${path}`, { token, ...init })
  return {
    slug,
    token,
    send,
    async get<T>(path: string) {
      const response = await send(path)
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    post: (path, json, headers = {}) =>
      send(path, { method: 'POST', headers, ...(json === undefined ? {} : { json }) }),
  }
}

/** A new tenant and its owner, signed in. */
export async function openTenant(installation: TestInstallation, slug: string): Promise<Client> {
  await installation.createTenant(slug)
  return clientOf(installation, slug, await installation.signIn(slug))
}

export async function createMeeting(
  client: Client,
  fields: Record<string, unknown> = {},
): Promise<MeetingView> {
  const response = await client.post('/meetings', {
    title: 'Pilot',
    scenario: { id: 'general-minutes' },
    language: 'en',
    ...fields,
  })
  if (response.status !== 201) throw new Error(`no meeting: ${await response.text()}`)
  return (await response.json()) as MeetingView
}

export async function uploadTranscript(
  client: Client,
  meetingId: string,
  body: string | Uint8Array<ArrayBuffer> = talk,
  headers: Record<string, string> = {},
): Promise<ImportedView> {
  const response = await client.send(`/meetings/${meetingId}/transcript`, {
    method: 'POST',
    body,
    headers,
  })
  if (response.status !== 201) throw new Error(`no transcript: ${await response.text()}`)
  return (await response.json()) as ImportedView
}

export const readMeeting = (client: Client, id: string): Promise<MeetingView> =>
  client.get<MeetingView>(`/meetings/${id}`)

export const untilStatus = (client: Client, id: string, status: MeetingView['status']) =>
  eventually(async () => {
    const meeting = await readMeeting(client, id)
    return meeting.status === status ? meeting : null
  })

/** Creates a meeting whose result waits for review. */
export async function reviewMeeting(client: Client, body?: string): Promise<MeetingView> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, body)
  return untilStatus(client, id, 'in_review')
}

export const readArtifacts = (client: Client, id: string): Promise<ArtifactView> =>
  client.get<ArtifactView>(`/meetings/${id}/artifacts`)

export type ItemView = ArtifactView['sections'][number]['items'][number]

export const itemsOf = ({ sections }: ArtifactView): ItemView[] =>
  sections.flatMap(({ items }) => items)

/** The first element; throws for an empty list. */
export function first<T>(list: readonly T[]): T {
  const [found] = list
  if (found === undefined) throw new Error('there is none')
  return found
}

/** Reads an error response after checking that it is a complete problem document. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type')
  const text = await response.text()
  if (type !== 'application/problem+json') throw new Error(`no problem document: ${type} ${text}`)
  const problem = JSON.parse(text) as Problem
  if (problem.status !== response.status || problem.detail === '') throw new Error(text)
  if (problem.requestId !== response.headers.get('x-request-id')) {
    throw new Error(`request id differs: ${text}`)
  }
  return problem
}

/** Status and code of an error response, e.g. "404 not_found". */
export async function refusalOf(response: Response): Promise<string> {
  const { status, code } = await problemOf(response)
  return `${status} ${code}`
}
