import { deepgramRefusal } from './deepgram-answer.ts'
import { whisperRefusal } from './whisper-answer.ts'

/** Every fault that the stand-in can return instead of a response. */
export const scriptedFaults = [
  '400',
  '401',
  '402',
  '403',
  '408',
  '413',
  '429',
  '429-retry-after',
  '500',
  '503',
  'hang',
  'cut',
  'garbage',
  'empty',
  'slow',
] as const
export type ScriptedFault = (typeof scriptedFaults)[number]

export type Dialect = 'deepgram' | 'whisper'

const deepgramCodes: Record<number, [code: string, message: string]> = {
  400: ['Bad Request', 'Bad Request: failed to process audio: corrupt or unsupported data'],
  401: ['INVALID_AUTH', 'Invalid credentials.'],
  402: ['ASR_PAYMENT_REQUIRED', 'Project does not have enough credits for an ASR request.'],
  403: ['INSUFFICIENT_PERMISSIONS', 'Project does not have access to the requested model.'],
  408: ['SLOW_UPLOAD', 'Slow upload: the data was not received in time.'],
  413: ['PAYLOAD_TOO_LARGE', 'The payload exceeds the maximum size.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests. Please try again later.'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error occurred.'],
  503: ['SERVICE_UNAVAILABLE', 'The service is temporarily unavailable.'],
}

export function refusal(
  dialect: Dialect,
  status: number,
  headers: Record<string, string> = {},
  said?: string,
): Response {
  const [code, message] = deepgramCodes[status] ?? ['ERROR', 'Refused.']
  const body =
    dialect === 'deepgram'
      ? deepgramRefusal(said ? (said.split(':')[0] ?? code) : code, said ?? message)
      : whisperRefusal('invalid_request_error', said ?? message, code.toLowerCase())
  return Response.json(body, { status, headers })
}

/** A response whose connection breaks in the middle of its body. */
export function cutAnswer(whole: object): Response {
  const text = JSON.stringify(whole)
  const half = new TextEncoder().encode(text.slice(0, Math.max(1, text.length / 2)))
  let isHalfSent = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isHalfSent) return controller.error()
      isHalfSent = true
      controller.enqueue(half)
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}

export const garbage = (): Response =>
  new Response('<html><body>upstream: 200 OK</body></html>', {
    headers: { 'content-type': 'text/html' },
  })
