/** What a server said about a request that it did not answer. */
export interface ServerError {
  /** HTTP status; inside an answer or a stream, the status that the error states; null when unknown. */
  status: number | null
  /** Codes, types and other single words, in lower case, in order of appearance. */
  codes: string[]
  /** Parameters that it names, e.g. `response_format` or `body.stream_options`. */
  params: string[]
  /** Its sentences as sent: they may quote the prompt. */
  text: string
  /** Numbers by the name of their field, e.g. `n_ctx`. */
  figures: Record<string, number>
}

const ofBadRequest = /^(invalid_request(_error)?|bad_?request(error)?|invalid_argument)$/

const maxDepth = 8
const maxNodes = 300
const maxTextChars = 4_000

const ofCodes = new Set([
  'code',
  'type',
  'status',
  'reason',
  'error',
  'error_code',
  'error_type',
  'name',
  'object',
  'detail',
  'message',
])
const ofParams = new Set(['param', 'params', 'parameter', 'loc', 'path', 'field'])
/** Fields in which servers repeat what they were sent. */
const ofEchoes = new Set([
  'input',
  'input_value',
  'flagged_input',
  'body',
  'prompt',
  'messages',
  'content',
  'request',
  'ctx',
])
const ofStatus = ['status', 'status_code', 'statuscode', 'http_status', 'http_code', 'code']

/**
 * Reads an error of any server: `{error: {…}}`, a bare string, `{message}`, `{detail: [{msg}]}`, a list, JSON inside a
 * string, a web page, plain text or nothing. `status` is null when HTTP itself did not fail. Never throws.
 */
export function readServerError(status: number | null, body: unknown): ServerError {
  const error: ServerError = { status, codes: [], params: [], text: '', figures: {} }
  const sentences: string[] = []
  let nodes = 0
  const readText = (key: string, text: string, depth: number): void => {
    const inner = depth < maxDepth ? parsed(text) : undefined
    if (inner !== undefined) visit(key, inner, depth + 1)
    else if (ofParams.has(key)) error.params.push(text.slice(0, 200))
    else if (/\s/.test(text.trim())) sentences.push(readable(text))
    else if (text.trim() !== '') {
      if (ofCodes.has(key)) error.codes.push(text.trim().toLowerCase().slice(0, 80))
      if (key !== 'object' && key !== 'type' && key !== 'code') sentences.push(text.trim())
    }
  }
  const visit = (key: string, node: unknown, depth: number): void => {
    if (depth > maxDepth || ++nodes > maxNodes) return
    if (typeof node === 'string') readText(key, node.slice(0, maxTextChars), depth)
    else if (typeof node === 'number') error.figures[key] ??= node
    else if (Array.isArray(node)) {
      const isPath = ofParams.has(key) && node.every((part) => typeof part !== 'object')
      if (isPath) error.params.push(node.join('.').slice(0, 200))
      else for (const part of node) visit(key, part, depth + 1)
    } else if (typeof node === 'object' && node !== null) {
      for (const [name, part] of Object.entries(node)) {
        const inside = name.toLowerCase()
        if (!ofEchoes.has(inside)) visit(inside, part, depth + 1)
        else if (inside === 'flagged_input') error.codes.push(inside)
      }
    }
  }
  visit('message', body, 0)
  error.status ??= statusIn(error)
  error.text = [...new Set(sentences)].join(' ').slice(0, maxTextChars)
  return error
}

/** Whether a body with status 200 is an error and not an answer. */
export function isErrorBody(body: unknown): boolean {
  const [first] = Array.isArray(body) ? (body as unknown[]) : [body]
  if (typeof first !== 'object' || first === null) return false
  // Some servers send an empty list of choices along with the error.
  const { choices } = first as { choices?: unknown }
  if (Array.isArray(choices) && choices.length > 0) return false
  return ['error', 'errors', 'detail', 'message'].some((name) => {
    const value = (first as Record<string, unknown>)[name]
    return value !== undefined && value !== null && value !== ''
  })
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The text of a page without its markup. */
const readable = (text: string): string =>
  /^\s*</.test(text)
    ? text
        .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
        .replaceAll(/<[^>]{0,500}>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim()
    : text

function statusIn({ figures, codes }: ServerError): number | null {
  const named = ofStatus.flatMap((name) => figures[name] ?? [])
  const found = [...named, ...codes.map(Number)].find(
    (value) => Number.isInteger(value) && value >= 400 && value <= 599,
  )
  if (found !== undefined) return found
  // A stream has no status: the code carries the same information.
  return codes.some((code) => ofBadRequest.test(code)) ? 400 : null
}
