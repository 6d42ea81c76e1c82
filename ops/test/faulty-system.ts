import {
  uploadTranscript,
  clientOf,
  createMeeting,
  talk,
  type Client,
} from '../../server/http/test/meetings.ts'
import { uploadRecording } from '../../server/http/test/uploads.ts'
import { type ScriptedFault, startSpeechStandIn } from '../stand-ins/deepgram/index.ts'
import { toneWav } from './tone-wav.ts'
import type { Behaviour } from '../stand-ins/openai/behaviours.ts'
import { startOpenaiStandIn } from '../stand-ins/openai/server.ts'
import {
  openInstallation,
  stopSharedServices,
  testPassword,
  type TestInstallation,
} from './installation.ts'

/**
 * An AAM whose vendors fail, for browser flows: one meeting for each fault that the stand-ins know, side by side. Says
 * where it is and which meetings it has in one line of JSON; the word `lift` on its input ends the faults, its end all.
 */
const longWaitSeconds = 3_600
const slug = 'faults'

const speechFaults = [
  '400',
  '401',
  '402',
  '408',
  '429',
  '429-retry-after',
  '500',
  '503',
  'cut',
  'garbage',
  'empty',
  'hang',
  'slow',
] as const satisfies readonly ScriptedFault[]

const modelFaults: Record<string, Behaviour> = {
  bad_request: 'bad_request',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  unknown_model: 'unknown_model',
  no_quota: 'no_quota',
  context_exceeded: 'context_exceeded',
  rate_limited: 'rate_limited',
  retry_after: { rateLimited: { retryAfterSeconds: longWaitSeconds } },
  server_error: 'server_error',
  overloaded: 'overloaded',
  cut: 'cut',
  broken_chunk: 'broken_chunk',
  web_page: 'web_page',
  hang: 'hang',
  slow: { slow: { pauseMs: 600 } },
  refusal: 'refusal',
  length: 'length',
  not_json: 'not_json',
}

/** Titles and names carry the fault to the stand-ins: they are in what is sent to the vendors. */
const titleOf = (fault: string): string => `Fault ${fault}.`

let isLifted = false
const speech = startSpeechStandIn({
  retryAfterSeconds: longWaitSeconds,
  script: [
    { speaker: 0, text: 'We have decided to start the pilot on the first of December.' },
    { speaker: 1, text: 'I will send the contract to the supplier by Friday.' },
  ],
  faultOf: ({ query }) => {
    const terms = query.getAll('keyterm')
    return isLifted ? undefined : speechFaults.find((fault) => terms.includes(titleOf(fault)))
  },
})
const model = startOpenaiStandIn({
  behaviourOf: ({ messages }) => {
    const prompt = messages.map(({ content }) => content).join('\n')
    const isOverview = prompt.includes('"topics"') || prompt.includes('`topics`')
    const fault = Object.keys(modelFaults).find((name) => prompt.includes(titleOf(name)))
    if (isLifted || fault === undefined) return undefined
    // The first step is answered, so that sections fail beside others that stand.
    const isPartial = fault === 'refusal' || fault === 'length' || fault === 'not_json'
    return isPartial && !isOverview ? undefined : modelFaults[fault]
  },
})

const installation = await openInstallation({
  dashboard: true,
  // Some of them hang.
  concurrency: 12,
  speech: {
    provider: 'deepgram',
    apiKey: speech.key,
    baseUrl: speech.url,
    media: 'stream',
    language: 'meeting',
  },
  llm: {
    provider: 'openai',
    apiKey: 'stand-in-key',
    baseUrl: model.url,
    model: 'gpt-5-mini',
    contextTokens: null,
  },
})
await installation.createTenant(slug)
const client = clientOf(installation, slug, await installation.signIn(slug))
// One after the other: on a busy machine the API refuses what waits too long for its turn.
const meetings: Awaited<ReturnType<typeof addTranscript>>[] = []
for (const fault of speechFaults) meetings.push(await addRecording(installation, client, fault))
for (const fault of Object.keys(modelFaults)) meetings.push(await addTranscript(client, fault))
console.log(
  JSON.stringify({
    url: `http://${slug}.localhost:${installation.port}`,
    email: `owner@${slug}.example`,
    password: testPassword,
    meetings,
  }),
)
for await (const line of console) {
  if (line.trim() !== 'lift') continue
  isLifted = true
  speech.release()
  console.log('done')
}
await installation.close()
await Promise.all([speech.stop(), model.stop()])
await stopSharedServices()
process.exit(0)

async function addRecording(installation: TestInstallation, client: Client, fault: string) {
  const { id } = await createMeeting(client, {
    title: `Recording, ${fault}`,
    participants: [{ name: titleOf(fault) }],
  })
  const file = { fileName: 'talk.wav', contentType: 'audio/wav' }
  await uploadRecording(installation, client, id, toneWav(), file)
  return { id, vendor: 'speech', fault }
}

async function addTranscript(client: Client, fault: string) {
  const { id } = await createMeeting(client, { title: titleOf(fault) })
  await uploadTranscript(client, id, talk, { 'x-file-name': 'talk.vtt' })
  return { id, vendor: 'model', fault }
}
