import { eventually, type TestInstallation } from '../../../test/installation.ts'
import {
  uploadTranscript,
  type Client,
  clientOf,
  createMeeting,
  first,
  itemsOf,
  readArtifacts,
} from '../../../../server/http/test/meetings.ts'
import {
  copyOf,
  publishDirectly,
  withSchema,
} from '../../../../server/modules/scenarios/test/own-scenarios.ts'
import { recordedMeeting } from '../../../../server/modules/transcription/test/recordings.ts'
import { captions } from './files.ts'
import { locales } from '../../../../plugins/vocabulary.ts'

/** What the inputs need from the installation, and who sends them. */
export interface Stage {
  client: Client
  /** A meeting in review with the longest transcript that is accepted. */
  longId: string
  /** An item of a scenario whose pattern costs as much as is allowed. */
  itemId: string
  /** Publishes a scenario that no process has loaded; returns its name. */
  publishCold(): Promise<string>
  /** Adds a recording of eight hours of conversation. */
  bringRecording(): Promise<unknown>
  /** Waits until no job is left. */
  untilQuiet(): Promise<void>
}

/** A client of another process than the one that created the installation. */
export async function clientAt(
  installation: TestInstallation,
  port: number,
  slug: string,
): Promise<Client> {
  await installation.createTenant(slug)
  const token = await installation.signIn(slug)
  const there: Pick<TestInstallation, 'request'> = {
    request: (host, path, { token: bearer, json, body, headers, method = 'GET' } = {}) => {
      const payload = json === undefined ? body : JSON.stringify(json)
      return fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: {
          host: `${host}.localhost`,
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(payload === undefined ? {} : { body: payload }),
      })
    },
  }
  return clientOf(there as TestInstallation, slug, token)
}

/** Minutes with two more fields whose pattern takes as many steps as a schema may. */
async function slowScenario() {
  return withSchema(await copyOf('general-minutes', 'slow'), (schema) => {
    const { $defs } = schema as unknown as { $defs: Record<string, { properties: object }> }
    const fields = $defs['decision']?.properties as Record<string, object> | undefined
    if (!fields) throw new Error('The scenario has no decisions.')
    fields['code'] = { type: 'string', pattern: 'a{900}[bc]' }
    fields['codes'] = { type: 'array', items: { type: 'string' } }
  })
}

export async function prepare(installation: TestInstallation, client: Client): Promise<Stage> {
  const files = await slowScenario()
  for (const locale of locales) {
    const path = `i18n/${locale}.json`
    const labels = JSON.parse(files[path] ?? '{}') as object
    files[path] = JSON.stringify({
      ...labels,
      'decisions.code': 'Code',
      'decisions.codes': 'Codes',
    })
  }
  await publishDirectly(installation, client.slug, files)
  const short = await createMeeting(client, { scenario: { id: 'slow' } })
  await uploadTranscript(client, short.id)
  const long = await createMeeting(client)
  await uploadTranscript(client, long.id, captions(6_000))
  await untilQuiet(installation)
  const { sections } = await readArtifacts(client, short.id)
  const decisions = sections.filter(({ name }) => name === 'decisions')
  return {
    client,
    longId: long.id,
    itemId: first(itemsOf({ run: null, sections: decisions })).id,
    publishCold: async () => {
      const id = `cold-${crypto.randomUUID().slice(0, 8)}`
      await publishDirectly(installation, client.slug, await copyOf('general-minutes', id))
      return id
    },
    bringRecording: () => recordedMeeting(installation, client),
    untilQuiet: () => untilQuiet(installation),
  }
}

async function untilQuiet({ admin }: TestInstallation): Promise<void> {
  await eventually(async () => {
    const [open] = await admin<{ count: number }[]>`
      select (select count(*) from meetings where status in ('queued', 'transcribing', 'analysing'))
        + (select count(*) from runs where state = 'running')
        + (select count(*) from scenario_trials where state in ('queued', 'running')) as count`
    return Number(open?.count) === 0
  }, 300_000)
}
