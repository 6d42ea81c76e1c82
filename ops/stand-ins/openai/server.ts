import { answerFromPrompt } from './answer-from-prompt.ts'
import { refusalOf, refuse, send } from './behaviour.ts'
import type { Behaviour } from './behaviours.ts'
import type { Habit } from './habits.ts'
import { refuseSchema } from './strict-schema-check.ts'
import { type ChatAnswer, type ChatRequest, chunksOf, completionOf, eventOf } from './wire.ts'

export interface OpenaiStandInOptions {
  /** What the model says: an object, or its text. By default it cites cue lines of the prompt. */
  answer?: (request: ChatRequest) => object | string
  /** The behaviour for requests without one queued by `next`. */
  behaviourOf?: (request: ChatRequest) => Behaviour | undefined
  /** The only accepted key; any key by default. */
  apiKey?: string
  /** Forms of `response_format` that the server does not know. */
  unknownFormats?: ChatRequest['format'][]
  /** Rejects `stream_options`, as some servers do. */
  refusesStreamOptions?: boolean
  /** What the server rejects, in its own words; see `habits.ts`. */
  habit?: Habit
  tokensOf?: (text: string) => number
}

export interface OpenaiStandIn {
  /** Base URL, up to and including `/v1`. */
  url: string
  /** Every valid request, in order of arrival. */
  requests: ChatRequest[]
  /** How many clients disconnected before their response was complete. */
  leftCount(): number
  /** The behaviours of the next requests, one each; later requests succeed. */
  next(...behaviours: Behaviour[]): void
  /** The behaviour of every request without one queued by `next`. */
  always(behaviour: Behaviour): void
  /** What the server rejects from now on; see `habits.ts`. */
  refuse(habit: Habit): void
  stop(): Promise<void>
}

/**
 * Speaks OpenAI's chat completions over HTTP for tests and measurements, and can be told to fail as the real one does.
 */
export function startOpenaiStandIn(options: OpenaiStandInOptions = {}): OpenaiStandIn {
  const requests: ChatRequest[] = []
  const prompts: string[] = []
  let queue: Behaviour[] = []
  let usual: Behaviour = 'answer'
  let left = 0
  let { habit } = options
  const server = Bun.serve({
    port: 0,
    idleTimeout: 0,
    error: () => new Response(null, { status: 500 }),
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (request.method !== 'POST' || pathname !== '/v1/chat/completions') {
        return refuse(
          404,
          `Unknown request URL: ${pathname}.`,
          'invalid_request_error',
          'unknown_url',
        )
      }
      const read = readRequest(request.headers, (await request.json()) as WireRequest)
      requests.push(read)
      request.signal.addEventListener('abort', () => (left += 1))
      const refusal = refuseRequest({ ...options, ...(habit ? { habit } : {}) }, read)
      if (refusal) return refusal
      const behaviour = queue.shift() ?? options.behaviourOf?.(read) ?? usual
      const told = refusalOf(behaviour)
      if (told) return told
      const answer = answerOf(options, behaviour, read, prompts)
      if (!read.stream || behaviour === 'whole') return Response.json(completionOf(read, answer))
      return new Response(streamOf(read, answer, behaviour), {
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      })
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/v1`,
    requests,
    leftCount: () => left,
    next: (...behaviours) => void (queue = [...queue, ...behaviours]),
    always: (behaviour) => void (usual = behaviour),
    refuse: (next) => void (habit = next),
    stop: () => server.stop(true),
  }
}

interface WireRequest {
  model: string
  messages: { role: string; content: string }[]
  stream?: boolean
  stream_options?: { include_usage?: boolean }
  response_format?: {
    type: ChatRequest['format']
    json_schema?: { schema: ChatRequest['schema']; strict?: boolean }
  }
}

function readRequest(headers: Headers, body: WireRequest): ChatRequest {
  const words = body.messages[0]?.content.split('JSON Schema:\n')[1]?.split('\n')[0]
  return {
    model: body.model,
    messages: body.messages,
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    format: body.response_format?.type ?? 'text',
    isStrict: body.response_format?.json_schema?.strict === true,
    schema:
      body.response_format?.json_schema?.schema ??
      (words ? (JSON.parse(words) as ChatRequest['schema']) : null),
    authorization: headers.get('authorization'),
    traceparent: headers.get('traceparent'),
  }
}

function refuseRequest(options: OpenaiStandInOptions, request: ChatRequest): Response | null {
  if (options.apiKey && request.authorization !== `Bearer ${options.apiKey}`) {
    return refusalOf('unauthorized')
  }
  const told = options.habit?.(request)
  if (told) return send(told)
  if (options.refusesStreamOptions && request.includeUsage) {
    return refuse(
      400,
      'Unrecognized request argument supplied: stream_options',
      'invalid_request_error',
      null,
    )
  }
  if (options.unknownFormats?.includes(request.format)) {
    return refuse(
      400,
      `response_format type ${request.format} is not supported`,
      'invalid_request_error',
      null,
      'response_format',
    )
  }
  const words = request.messages.map(({ content }) => content).join(' ')
  if (request.format === 'json_object' && !/json/i.test(words)) {
    return refuse(
      400,
      "'messages' must contain the word 'json' in some form.",
      'invalid_request_error',
      null,
      'messages',
    )
  }
  const fault = request.isStrict ? refuseSchema(request.schema) : null
  return fault
    ? refuse(
        400,
        `Invalid schema for response_format: ${fault}`,
        'invalid_request_error',
        'invalid_json_schema',
        'response_format',
      )
    : null
}

function answerOf(
  options: OpenaiStandInOptions,
  behaviour: Behaviour,
  request: ChatRequest,
  prompts: string[],
): ChatAnswer {
  const given = behaviour === 'refusal' ? '' : (options.answer ?? answerFromPrompt)(request)
  const whole = typeof given === 'string' ? given : JSON.stringify(given)
  const text =
    behaviour === 'length'
      ? whole.slice(0, Math.ceil(whole.length / 2))
      : behaviour === 'length_at_once'
        ? whole.slice(0, 12)
        : behaviour === 'not_json'
          ? 'Here is what I found: nothing much.'
          : behaviour === 'empty'
            ? ''
            : whole
  const tokensOf = options.tokensOf ?? ((words: string) => Math.ceil(words.length / 4))
  const prompt = `${JSON.stringify(request.schema)}${request.messages.map(({ content }) => content).join('\n')}`
  const cached = cachedTokens(prompt, prompts, tokensOf)
  prompts.push(prompt)
  return {
    content: behaviour === 'refusal' ? null : text,
    refusal: behaviour === 'refusal' ? 'I cannot help with that.' : null,
    finishReason: behaviour === 'length' || behaviour === 'length_at_once' ? 'length' : 'stop',
    usage: {
      promptTokens: tokensOf(prompt),
      cachedTokens: cached,
      completionTokens: tokensOf(text),
    },
  }
}

const leastCachedTokens = 1_024
const cachedStep = 128

/** As OpenAI caches prompts: the longest prefix in common with an earlier one, from 1,024 tokens in steps of 128. */
function cachedTokens(
  prompt: string,
  earlier: string[],
  tokensOf: (text: string) => number,
): number {
  let chars = 0
  for (const other of earlier) {
    let at = 0
    while (at < prompt.length && prompt[at] === other[at]) at += 1
    chars = Math.max(chars, at)
  }
  const tokens = tokensOf(prompt.slice(0, chars))
  return tokens < leastCachedTokens ? 0 : Math.floor(tokens / cachedStep) * cachedStep
}

function streamOf(
  request: ChatRequest,
  answer: ChatAnswer,
  behaviour: Behaviour,
): ReadableStream<string> {
  const own = typeof behaviour === 'object' && 'events' in behaviour ? behaviour : null
  const chunks = own ? own.events : chunksOf(request, answer, behaviour)
  const events = [...chunks.map(eventOf), ...(own?.thenHangs ? [] : [eventOf('[DONE]')])]
  const middle = Math.ceil(events.length / 2)
  const pauseMs = typeof behaviour === 'object' && 'slow' in behaviour ? behaviour.slow.pauseMs : 0
  return new ReadableStream<string>({
    async start(controller) {
      if (behaviour === 'hang') return
      for (const [at, event] of events.entries()) {
        if (pauseMs > 0) await Bun.sleep(pauseMs)
        if (at === middle && behaviour === 'hang_midway') return
        if (at === middle && behaviour === 'cut') {
          // What is written goes out first; then the connection breaks.
          await Bun.sleep(30)
          controller.error(new Error('The connection was cut, as told.'))
          return
        }
        if (at === middle && typeof behaviour === 'object' && 'midway' in behaviour) {
          controller.enqueue(eventOf(behaviour.midway))
          break
        }
        controller.enqueue(
          at === middle && behaviour === 'broken_chunk' ? 'data: {"id": \n\n' : event,
        )
      }
      if (!own?.thenHangs) controller.close()
    },
  })
}
