import {
  hostilePack,
  hostileSchemas,
} from '../../../../server/runtimes/judge/test/hostile-packs.ts'
import type { Client } from '../../../../server/http/test/meetings.ts'
import { uploadTranscript, createMeeting } from '../../../../server/http/test/meetings.ts'
import type { Stage } from './stage.ts'
import { captions, transcripts } from './files.ts'

/** What a stranger sends. The response does not matter, as long as it blocks nobody. */
export type Input = (stage: Stage) => Promise<unknown>

const raw = (
  client: Client,
  method: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
) =>
  client
    .send(path, { method, body, headers: { 'content-type': 'application/json' } })
    .then((response) => response.arrayBuffer())
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const keys = (count: number): string => `{${times(count, (at) => `"key${at}":${at}`).join(',')}}`

const bodies: Record<string, Input> = {
  'sign-in with 1 MB': ({ client }) =>
    raw(client, 'POST', '/auth/login', JSON.stringify({ email: 'x'.repeat(1_000_000) })),
  'sign-in with 64 KB of fields': ({ client }) => raw(client, 'POST', '/auth/login', keys(4_000)),
  'refresh with 20 MB': ({ client }) =>
    raw(client, 'POST', '/auth/refresh', `"${'x'.repeat(20_000_000)}"`),
  'a meeting of 100,000 participants': ({ client }) =>
    raw(client, 'POST', '/meetings', `{"participants":[${'1,'.repeat(120_000)}1]}`),
  'a meeting with NULs': ({ client }) =>
    raw(client, 'POST', '/meetings', `{"title":[${'"",'.repeat(60_000)}"\\u0000"]}`),
  'JSON nested without end': ({ client }) =>
    raw(client, 'POST', '/meetings', '{"a":['.repeat(40_000)),
  'a body of 100 MB': ({ client }) =>
    raw(client, 'POST', '/meetings', 'x'.repeat(100_000_000)).catch(() => undefined),
  'a query of 14 KB': ({ client }) =>
    client.send(`/meetings?${times(2_000, (at) => `k${at}=1`).join('&')}`),
  'a forged cursor': ({ client }) => client.send(`/meetings?cursor=${'a'.repeat(400)}`),
  'headers of 12 KB': ({ client }) =>
    client.send('/meetings', {
      headers: { 'accept-language': 'xx,'.repeat(2_000), cookie: 'a=b;'.repeat(1_500) },
    }),
  'an upload of 4,000 parts': ({ client }) =>
    raw(
      client,
      'POST',
      `/uploads/${crypto.randomUUID()}/complete`,
      JSON.stringify({ parts: times(4_000, (at) => ({ number: at + 1, etag: 'e'.repeat(36) })) }),
    ),
}

const items: Record<string, Input> = {
  'an item of 960,000 characters': ({ client, itemId }) =>
    raw(
      client,
      'PATCH',
      `/items/${itemId}`,
      JSON.stringify({ value: { code: 'a'.repeat(960_000) } }),
    ),
  'an item at its bounds, a slow pattern': ({ client, itemId }) =>
    raw(
      client,
      'PATCH',
      `/items/${itemId}`,
      JSON.stringify({ value: { code: 'a'.repeat(20_000) } }),
    ),
  'an item of 2,000 faults': ({ client, itemId }) =>
    raw(
      client,
      'PATCH',
      `/items/${itemId}`,
      JSON.stringify({ value: { codes: times(1_900, () => ({})) } }),
    ),
  'forty edits at once': ({ client, itemId }) =>
    Promise.all(
      times(40, () =>
        raw(
          client,
          'PATCH',
          `/items/${itemId}`,
          JSON.stringify({ value: { code: 'a'.repeat(19_000) } }),
        ),
      ),
    ),
}

const large = JSON.stringify({ note: 'x'.repeat(900_000) })
const withLarge = { ...hostilePack('{}'), 'fixtures/a.json': large }

const scenarios: Record<string, Input> = {
  'hostile packs, one after the other': async ({ client }) => {
    for (const schema of Object.values(hostileSchemas)) {
      const json = JSON.stringify({ id: 'hostile', files: hostilePack(schema) })
      await raw(client, 'POST', '/scenarios/check', json)
    }
  },
  'seventy packs at once': ({ client }) => {
    const json = JSON.stringify({
      id: 'hostile',
      files: hostilePack(hostileSchemas['patterns that each are dear'] ?? ''),
    })
    return Promise.all(times(70, () => raw(client, 'POST', '/scenarios/check', json)))
  },
  'a draft of 1 MB, kept and checked': async ({ client }) => {
    await raw(client, 'POST', '/scenarios', JSON.stringify({ id: 'large', files: withLarge }))
    await raw(client, 'PUT', '/scenarios/large/draft', JSON.stringify({ files: withLarge }))
    await raw(client, 'POST', '/scenarios/large/check', '')
  },
  'a bundle of 3 MB': ({ client }) =>
    raw(
      client,
      'POST',
      '/scenarios',
      JSON.stringify({ id: 'huge', files: { a: 'x'.repeat(2_900_000) } }),
    ),
  'a scenario that is not loaded yet, by forty': async ({ client, publishCold }) => {
    const id = await publishCold()
    await Promise.all(times(40, () => createMeeting(client, { scenario: { id } })))
  },
  'the difference of two versions': ({ client }) =>
    client.send('/scenarios/slow/diff?from=1.0.0&to=1.0.0'),
}

const bringing = Object.entries(transcripts).map(([name, make]): [string, Input] => {
  let made: Uint8Array<ArrayBuffer> | undefined
  return [
    name,
    async ({ client }) => {
      const { id } = await createMeeting(client)
      made ??= make()
      await raw(client, 'POST', `/meetings/${id}/transcript`, made)
    },
  ]
})

const together: Record<string, Input> = {
  'six transcripts at once': ({ client }) =>
    Promise.all(
      times(6, async () => {
        const { id } = await createMeeting(client)
        await raw(client, 'POST', `/meetings/${id}/transcript`, captions(12_000))
      }),
    ),
}

const reading: Record<string, Input> = {
  'a long transcript as captions': ({ client, longId }) =>
    read(client, `/meetings/${longId}/transcript.vtt`),
  'a long transcript as JSON': ({ client, longId }) =>
    read(client, `/meetings/${longId}/transcript.json`),
  'a page of a long transcript': ({ client, longId }) =>
    read(client, `/meetings/${longId}/transcript`),
  'the speakers of a long transcript': ({ client, longId }) =>
    read(client, `/meetings/${longId}/transcript/speakers`),
  'the result of a long meeting': ({ client, longId }) =>
    read(client, `/meetings/${longId}/artifacts`),
  'the result of a long meeting as Markdown': ({ client, longId }) =>
    read(client, `/meetings/${longId}/export`),
  'what a long meeting covers': ({ client, longId }) =>
    read(client, `/meetings/${longId}/coverage`),
  'the list of all items': ({ client }) => read(client, '/items?limit=100'),
  'the API’s own document': ({ client }) => client.send('/../../swagger/json'),
}

const read = (client: Client, path: string) =>
  client.send(path).then((response) => response.arrayBuffer())

/** Jobs that the worker receives. */
const jobs: Record<string, Input> = {
  'eight hours of speech': ({ bringRecording, untilQuiet }) => bringRecording().then(untilQuiet),
  'a run over a long transcript': ({ client, longId, untilQuiet }) =>
    client.post(`/meetings/${longId}/runs`).then(untilQuiet),
  'a run of a slow scenario': async ({ client, untilQuiet }) => {
    const { id } = await createMeeting(client, { scenario: { id: 'slow' } })
    await uploadTranscript(client, id, captions(1_000))
    await untilQuiet()
  },
  'a dry run of a slow scenario': async ({ client, longId, untilQuiet }) => {
    await client.post('/scenarios', { id: 'tried', from: { id: 'slow', version: '1.0.0' } })
    await client.post('/scenarios/tried/dry-run', { meetingId: longId })
    await untilQuiet()
  },
}

export const inputs: Record<string, Input> = {
  ...bodies,
  ...items,
  ...scenarios,
  ...Object.fromEntries(bringing),
  ...together,
  ...reading,
  ...jobs,
}
