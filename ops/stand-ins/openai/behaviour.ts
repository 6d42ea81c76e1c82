import { errorBody } from './wire.ts'
import type { Behaviour, Reply } from './behaviours.ts'

export function send({ status, body, headers = {} }: Reply): Response {
  if (typeof body !== 'string') return Response.json(body, { status, headers })
  const type = body.startsWith('<') ? 'text/html' : 'text/plain'
  return new Response(body, { status, headers: { 'content-type': type, ...headers } })
}

/** The rejection of a behaviour that is one, in OpenAI's wording and codes; null for the others. */
export function refusalOf(behaviour: Behaviour): Response | null {
  if (typeof behaviour === 'object') {
    if ('rateLimited' in behaviour) return limited(behaviour.rateLimited.retryAfterSeconds)
    if ('overloaded' in behaviour) return overloaded(behaviour.overloaded.retryAfterSeconds)
    if ('reply' in behaviour) return send(behaviour.reply)
    return null
  }
  switch (behaviour) {
    case 'bad_request':
      return refuse(
        400,
        'Unsupported value.',
        'invalid_request_error',
        'unsupported_value',
        'messages',
      )
    case 'filtered_prompt':
      // As Azure does, with a code and no type.
      return refuse(
        400,
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        null,
        'content_filter',
        'prompt',
      )
    case 'invalid_prompt':
      return refuse(
        400,
        'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
        'invalid_request_error',
        'invalid_prompt',
      )
    case 'unauthorized':
      return refuse(401, 'Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key')
    case 'forbidden':
      return refuse(
        403,
        'Country not supported.',
        'request_forbidden',
        'unsupported_country_region_territory',
      )
    case 'unknown_model':
      return refuse(
        404,
        'The model does not exist or you do not have access to it.',
        'invalid_request_error',
        'model_not_found',
      )
    case 'no_quota':
      return refuse(
        429,
        'You exceeded your current quota.',
        'insufficient_quota',
        'insufficient_quota',
      )
    case 'rate_limited':
      return limited(null)
    case 'server_error':
      return refuse(500, 'The server had an error.', 'server_error', null)
    case 'overloaded':
      return overloaded(null)
    case 'context_exceeded':
      return refuse(
        400,
        "This model's maximum context length is 8192 tokens.",
        'invalid_request_error',
        'context_length_exceeded',
        'messages',
      )
    case 'web_page':
      return new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } })
    default:
      return null
  }
}

export function refuse(
  status: number,
  message: string,
  type: string | null,
  code: string | null,
  param: string | null = null,
  headers: Record<string, string> = {},
): Response {
  return Response.json(errorBody(message, type, code, param), { status, headers })
}

const after = (seconds: number | null): Record<string, string> =>
  seconds === null ? {} : { 'retry-after': String(seconds) }

const limited = (seconds: number | null): Response =>
  refuse(429, 'Rate limit reached.', 'requests', 'rate_limit_exceeded', null, after(seconds))

const overloaded = (seconds: number | null): Response =>
  refuse(503, 'The engine is overloaded.', 'server_error', null, null, after(seconds))
