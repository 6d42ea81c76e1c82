import { APIError, APIUserAbortError } from 'openai'
import { Stream } from 'openai/core/streaming'
import type { Completion } from '../../../plugins/engine/index.ts'
import { ServerRefusal } from './faults.ts'
import { type Chunk, readChunks, type Written } from './read-stream.ts'
import { isErrorBody, readServerError } from './server-error.ts'

/** A complete answer that is longer is not a list of findings. */
const maxWholeChars = 1_000_000
const streamStart = /^(?:data|event|id|retry)?:/
const minStartChars = 6

/**
 * Reads an answer: a stream of events, whatever its content type says, or a complete one from a server that does not
 * stream. Throws ServerRefusal for an error inside it or for anything else, ModelFault for an incomplete answer.
 */
export async function readAnswer(
  response: Response,
  stop: AbortController,
  onChunk: (delta: string, isWords: boolean) => void,
  written?: Written,
): Promise<Omit<Completion, 'latencyMs'>> {
  const { start, rest } = await peek(response)
  if (streamStart.test(start)) {
    const { status, headers } = response
    const events = new Response(rest, { status, headers })
    const chunks = Stream.fromSSEResponse<Chunk>(events, stop)
    return readChunks(asRefusals(chunks, headers), onChunk, written)
  }
  const text = await textOf(rest, maxWholeChars)
  onChunk('', false)
  const lines = chunksIn(text)
  if (lines) return readChunks(asRefusals(lines, response.headers), onChunk, written)
  const body = parsed(text)
  if (body !== undefined && isErrorBody(body)) {
    throw new ServerRefusal(readServerError(null, body), response.headers)
  }
  if (!isAnswer(body)) {
    throw new ServerRefusal(readServerError(response.status, text), response.headers)
  }
  return readChunks(asRefusals([body], response.headers), onChunk, written)
}

/** Reads a stream of one JSON value per line, without event framing; null for anything else. */
function chunksIn(text: string): Chunk[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && line.trim() !== '[DONE]')
  if (lines.length < 2) return null
  const chunks: Chunk[] = []
  for (const line of lines) {
    const chunk = parsed(line)
    if (!isAnswer(chunk)) return null
    chunks.push(chunk)
  }
  return chunks
}

/** Turns errors inside a stream into refusals that know whether part of the answer had arrived. */
async function* asRefusals(
  chunks: AsyncIterable<Chunk> | Chunk[],
  headers: Headers,
): AsyncIterable<Chunk> {
  let isMidway = false
  try {
    for await (const chunk of chunks) {
      const choice = chunk?.choices?.[0]
      isMidway ||= Boolean(choice?.delta?.content)
      if (choice?.error) throw refusalOf(choice.error, headers, isMidway)
      yield chunk
    }
  } catch (error) {
    if (!(error instanceof APIError) || error instanceof APIUserAbortError) throw error
    throw refusalOf(error.error ?? error.message, headers, isMidway)
  }
}

const refusalOf = (error: unknown, headers: Headers, isMidway: boolean): ServerRefusal =>
  new ServerRefusal(readServerError(null, { error }), headers, isMidway)

/** Returns the first characters of a body, and the whole body. */
async function peek(
  response: Response,
): Promise<{ start: string; rest: ReadableStream<Uint8Array> }> {
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  const decoder = new TextDecoder()
  const seen: Uint8Array[] = []
  let start = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    seen.push(value)
    start = (start + decoder.decode(value, { stream: true })).trimStart()
    if (start.length >= minStartChars || streamStart.test(start)) break
  }
  const rest = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const before = seen.shift()
      if (before) return controller.enqueue(before)
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return { start, rest }
}

async function textOf(body: ReadableStream<Uint8Array>, maxChars: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    if (text.length > maxChars) break
  }
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const isAnswer = (body: unknown): body is Chunk =>
  typeof body === 'object' && body !== null && Array.isArray((body as Chunk).choices)
