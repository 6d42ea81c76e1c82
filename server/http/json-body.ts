import { AppError, type FieldFault } from '../platform/errors.ts'
import { readBytes } from './read-bytes.ts'

/** Deeper than anything that the API takes; checking and printing deeper values costs seconds. */
const maxDepth = 32
const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

const unknownType = (): AppError =>
  new AppError(
    'unsupported_media_type',
    'This address takes JSON. Send it with the header Content-Type: application/json. Nothing was changed.',
  )

const tooLarge = (mostBytes: number): AppError =>
  new AppError(
    'payload_too_large',
    `The body is larger than ${Math.floor(mostBytes / 1e6)} MB, more than this address takes. Nothing was changed.`,
  )

const invalid = (detail: string, fault: FieldFault): AppError =>
  new AppError('invalid_request', `${detail} Nothing was changed.`, [fault])

/**
 * The JSON object that a request carries, null for an empty body. Bounded in size and depth; refuses text that no
 * database stores: U+0000 and unpaired surrogates (RFC 8259, section 8.2).
 */
export async function readJsonBody(request: Request, mostBytes: number): Promise<object | null> {
  const bytes = await readBytes(request, mostBytes)
  if (bytes === null) throw tooLarge(mostBytes)
  if (bytes.byteLength === 0) return null
  if (!jsonType.test(request.headers.get('content-type') ?? '')) throw unknownType()
  const value = parse(decode(bytes))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The body must be a JSON object.', { pointer: '', detail: 'not an object' })
  }
  const pointer = findUnstorable(value)
  if (pointer !== null) {
    throw invalid('Some text holds characters that cannot be stored.', {
      pointer,
      detail: 'must not hold U+0000 or half a surrogate pair',
    })
  }
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('The body is not valid UTF-8.', { pointer: '', detail: 'not valid UTF-8' })
  }
}

function parse(text: string): unknown {
  if (isDeeperThan(text, maxDepth)) {
    const fault = { pointer: '', detail: `nested deeper than ${maxDepth} levels` }
    throw invalid('The body is nested too deeply.', fault)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('The body is not valid JSON.', { pointer: '', detail: 'not valid JSON' })
  }
}

/** Looks at brackets outside strings only, before anything recursive sees the text. */
function isDeeperThan(text: string, atMost: number): boolean {
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (isString) {
      if (sign === '\\') at++
      else if (sign === '"') isString = false
    } else if (sign === '"') isString = true
    else if (sign === '{' || sign === '[') {
      if (++depth > atMost) return true
    } else if (sign === '}' || sign === ']') depth--
  }
  return false
}

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')

/** JSON Pointer of the first text that cannot be stored, or null. */
function findUnstorable(root: unknown): string | null {
  const open: { pointer: string; value: unknown }[] = [{ pointer: '', value: root }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { pointer, value } = next
    if (typeof value === 'string' && !isStorable(value)) return pointer
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) return pointer
      const step = key.replaceAll('~', '~0').replaceAll('/', '~1')
      open.push({ pointer: `${pointer}/${step}`, value: inner })
    }
  }
  return null
}
