import {
  type Interaction,
  type LanguageModel,
  type LoadedPack,
  loadTokenizer,
  modelProvider,
  runScenario,
  type Segment,
} from '../../../plugins/engine/index.ts'
import { withTenant } from '../../../db/tenant.ts'
import { openaiModel } from '../../../server/adapters/openai/index.ts'
import { loadSegments } from '../../../server/modules/transcription/index.ts'
import { startOpenaiStandIn } from '../../stand-ins/openai/server.ts'
import {
  openInstallation,
  stopSharedServices,
  type TestInstallation,
} from '../../test/installation.ts'
import type { Say } from './bench-options.ts'
import { median } from './median.ts'
import { createMeeting, importAndWait } from './pipeline.ts'

const rounds = 5
const model = 'gpt-5-mini'

/**
 * Sends a one-hour meeting through an instant model. Measures our own time, CPU of the engine, tokens sent and the
 * cacheable part of them.
 */
export async function benchLlm(say: Say): Promise<Record<string, unknown>> {
  const loadedAt = performance.now()
  const rssBefore = process.memoryUsage().rss
  const tokensOf = await loadTokenizer()
  const tokenizer = {
    loadMs: Math.round(performance.now() - loadedAt),
    rssMb: Math.round((process.memoryUsage().rss - rssBefore) / 1e6),
  }
  say(`tokenizer, once for a process: ${tokenizer.loadMs} ms, ${tokenizer.rssMb} MB`)
  const standIn = startOpenaiStandIn()
  try {
    const { times, segments, pack } = await timePipeline(standIn.url)
    const ownMs = median(times)
    say(`import to in_review: median ${ownMs} ms of ${times.join(', ')} (promise: 1,000)`)
    // Measured after the installation is closed, because its pools and polls would count as well.
    const live = openaiModel({ apiKey: 'none', baseUrl: standIn.url, model })
    const figures = await measureEngine(pack, segments, live, tokensOf)
    say(
      `prompt building, validation, grounding: median ${figures.cpuMs} ms of CPU (promise: 150), of which the tokenizer ${figures.tokenizerMs} ms`,
    )
    say(
      `tokens sent: ${figures.sentTokens} = ${figures.ratio} × rendered transcript (${figures.transcriptTokens}) × ${figures.groups} groups (promise: 1.25)`,
    )
    say(
      `cacheable prefix, the same for every meeting: ${figures.prefixTokens} tokens, ${Math.round(figures.prefixShare * 100)}% of what is sent`,
    )
    return { tokenizer, ownMs, times, ...figures }
  } finally {
    await standIn.stop()
    await stopSharedServices()
  }
}

async function timePipeline(baseUrl: string) {
  const installation = await openInstallation({
    llm: { provider: 'openai', apiKey: 'none', baseUrl, model, contextTokens: null },
  })
  try {
    await installation.createTenant('bench')
    const token = await installation.signIn('bench')
    const times: number[] = []
    let meetingId = ''
    for (let round = 0; round <= rounds; round += 1) {
      meetingId = await createMeeting(installation, token)
      const { totalMs } = await importAndWait(installation, token, meetingId)
      if (round > 0) times.push(totalMs)
    }
    const segments = await segmentsOf(installation, meetingId)
    const pack = installation.services.packs.findBuiltIn('general-minutes')
    if (!pack) throw new Error('The shipped scenario is gone.')
    return { times, segments, pack }
  } finally {
    await installation.close()
  }
}

async function segmentsOf(
  { services, admin }: TestInstallation,
  meetingId: string,
): Promise<Segment[]> {
  const [place] = await admin<{ tenant_id: string; current_transcript_id: string }[]>`
    select tenant_id, current_transcript_id from meetings where id = ${meetingId}`
  if (!place) throw new Error('The meeting is gone.')
  return withTenant(services.db, { tenantId: place.tenant_id }, (tx) =>
    loadSegments(tx, place.current_transcript_id),
  )
}

async function measureEngine(
  pack: LoadedPack,
  segments: Segment[],
  live: LanguageModel,
  tokensOf: (text: string) => number,
) {
  const meeting = {
    title: 'One hour',
    startedAt: null,
    language: 'en' as const,
    participants: [{ name: 'Anna Kern', role: null }],
    clientName: null,
    terms: [],
  }
  const run = async (asked: LanguageModel, count = tokensOf): Promise<Interaction[]> => {
    const calls: Interaction[] = []
    const provider = modelProvider(asked, pack, {
      tokensOf: count,
      onInteraction: (call) => calls.push(call),
    })
    await runScenario({ pack, segments, meeting, provider })
    return calls
  }
  const calls = await run(live)
  const recorded = replaying(live, calls)
  const cpu = async (count?: (text: string) => number): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const before = process.cpuUsage()
      await run(recorded, count)
      const { user, system } = process.cpuUsage(before)
      if (round > 0) times.push(Math.round((user + system) / 1_000))
    }
    return median(times)
  }
  const cpuMs = await cpu()
  const withoutTokenizerMs = await cpu((text) => Math.ceil(text.length / 4))
  return {
    cpuMs,
    tokenizerMs: Math.max(0, cpuMs - withoutTokenizerMs),
    ...countTokens(calls, tokensOf),
  }
}

/** Returns at once what the model answered before. */
function replaying(live: LanguageModel, calls: Interaction[]): LanguageModel {
  const answers = new Map(calls.map(({ body }) => [body.schema, body.answer ?? '']))
  return {
    ...live,
    complete: async ({ schema }) => ({
      text: answers.get(JSON.stringify(schema.schema)) ?? '',
      finishReason: 'stop',
      refusal: null,
      usage: null,
      model: live.model,
      latencyMs: 0,
    }),
  }
}

function countTokens(calls: Interaction[], tokensOf: (text: string) => number) {
  let sentTokens = 0
  let prefixTokens = 0
  let transcriptTokens = 0
  for (const { body } of calls) {
    const [system, ...rest] = body.messages.map(({ content }) => content)
    const prefix = tokensOf(system ?? '') + tokensOf(body.schema ?? '')
    const transcript = /<transcript>\n[\s\S]*<\/transcript>/.exec(rest.join('\n'))?.[0] ?? ''
    prefixTokens += prefix
    sentTokens += prefix + tokensOf(rest.join('\n'))
    transcriptTokens = Math.max(transcriptTokens, tokensOf(transcript))
  }
  const groups = new Set(calls.map(({ step }) => step)).size
  const share = (part: number, whole: number): number => Math.round((part / whole) * 1_000) / 1_000
  return {
    groups,
    calls: calls.length,
    sentTokens,
    transcriptTokens,
    ratio: share(sentTokens, transcriptTokens * groups),
    prefixTokens,
    prefixShare: share(prefixTokens, sentTokens),
  }
}
