import type { Reply } from './behaviours.ts'
import type { ChatRequest } from './wire.ts'

/** What a server rejects, and how it says so. */
export type Habit = (request: ChatRequest) => Reply | null

const hasSchema = ({ format }: ChatRequest): boolean => format === 'json_schema'

const refusing =
  (isRefused: (request: ChatRequest) => boolean, status: number, body: unknown): Habit =>
  (request) =>
    isRefused(request) ? { status, body } : null

const openai = (message: string, param: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code: null },
})

/** Servers that reject some forms of a request, each with the error shape of its kind. */
export const formHabits = {
  'code that repeats the type': refusing(hasSchema, 400, {
    error: {
      message: 'response_format of this type cannot be used',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_request_error',
    },
  }),
  'plain text of a parser': refusing(
    hasSchema,
    422,
    'Cannot deserialize the body: response_format.type: unknown variant `json_schema` at line 1 column 2077',
  ),
  'numeric code, flat': refusing(hasSchema, 400, {
    object: 'error',
    message: 'The backend for guided decoding has no such feature',
    type: 'BadRequestError',
    param: null,
    code: 400,
  }),
  'numeric code, and no word of the form': refusing(hasSchema, 400, {
    error: { code: 400, message: 'Samplers were not initialised', type: 'invalid_request_error' },
  }),
  'a list around the error': refusing(hasSchema, 400, [
    {
      error: {
        code: 400,
        message: 'Unknown name "$defs" at \'generation_config.response_schema\'',
        status: 'INVALID_ARGUMENT',
      },
    },
  ]),
  'a bare string, and text alone taken': refusing(({ format }) => format !== 'text', 400, {
    error: "'response_format.type' must be 'text'",
  }),
  'another language': refusing(hasSchema, 400, { status: 400, message: 'Неизвестный параметр' }),
  'failure of its own': refusing(hasSchema, 500, { error: 'json_schema: not implemented' }),
  'a status of its own': refusing(hasSchema, 415, { error: 'unsupported response_format' }),
  'nothing at all': refusing(hasSchema, 400, ''),
  'an event of the stream': (request) =>
    hasSchema(request)
      ? {
          status: 200,
          body: `data: ${JSON.stringify({ error: { message: 'no grammar', type: 'BadRequestError', code: 400 } })}\n\ndata: [DONE]\n\n`,
          headers: { 'content-type': 'text/event-stream' },
        }
      : null,
  'strict alone refused': refusing(
    ({ isStrict }) => isStrict,
    400,
    openai("Unrecognized key 'strict'", 'response_format.json_schema.strict'),
  ),
  'counts of streams as an extra input': refusing(({ includeUsage }) => includeUsage, 422, {
    detail: [
      { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs', input: {} },
    ],
  }),
  'details inside the message': refusing(({ includeUsage }) => includeUsage, 422, {
    object: 'error',
    message: { detail: [{ loc: ['body', 'stream_options', 'include_usage'], msg: 'Extra' }] },
  }),
  'no system messages': refusing(
    ({ messages }) => messages[0]?.role === 'system',
    400,
    openai("'messages[0].role' does not support 'system' with this model."),
  ),
} satisfies Record<string, Habit>

const tooLong = (status: number, body: unknown): Reply => ({ status, body })

/** How servers report that a prompt exceeds the model's context. */
export const contextReplies: Record<string, Reply> = {
  'numeric code': tooLong(400, {
    error: {
      message: 'The context length is 8192 tokens; 9000 were requested.',
      type: 'BadRequestError',
      code: 400,
    },
  }),
  'no memory for it': tooLong(500, { error: 'CUDA out of memory. Tried to allocate 2.00 GiB' }),
  'fields with figures': tooLong(400, {
    error: {
      code: 400,
      message: 'does not fit',
      type: 'exceed_context_size_error',
      n_prompt_tokens: 9_000,
      n_ctx: 4_096,
    },
  }),
  'a bare string': tooLong(400, {
    error: 'Keeping the first 5036 tokens needs a context length of more than 4096 tokens.',
  }),
  'a list': tooLong(400, [
    {
      error: {
        code: 400,
        message: 'The token count (1200000) is above the maximum number of tokens (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
  ]),
  'a failure of its own': tooLong(500, 'prompt is too long: 9000 tokens > 8192 maximum'),
  'too large an entity': tooLong(413, {
    error: { message: 'Request too large', type: 'tokens', code: 'rate_limit_exceeded' },
  }),
}
