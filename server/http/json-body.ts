import { AppError, type FieldFault } from '../platform/errors.ts'
import { type Claimant, openFairGate } from '../platform/fair-gate.ts'
import { readBytes } from './read-bytes.ts'

/** Body limit for unauthenticated callers, and for routes that declare no other limit. */
export const smallBodyBytes = 65_536

/** Deeper than any body of the API; validating and printing deeper values takes seconds. */
const maxDepth = 32
/** More than any form has; validating hundreds of thousands of tiny values takes longer than reading them. */
const maxValues = 20_000
const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

const unknownType = (): AppError =>
  new AppError(
    'unsupported_media_type',
    'This address takes JSON. Send it with the header Content-Type: application/json. Nothing was changed.',
    [],
    {},
    'Этот адрес принимает JSON. Отправьте его с заголовком Content-Type: application/json. Ничего не изменено.',
  )

/** Uses the units in which error messages state limits. */
export const formatBytes = (bytes: number): string =>
  bytes >= 1_000_000 ? `${Math.floor(bytes / 1_000_000)} MB` : `${Math.floor(bytes / 1_024)} KB`

export const bodyTooLarge = (maxBytes: number): AppError =>
  new AppError(
    'payload_too_large',
    `The body is larger than ${formatBytes(maxBytes)}, more than this address takes. Send less at once. Nothing was changed.`,
    [],
    {},
    `Запрос больше, чем принимает этот адрес: ${formatBytes(maxBytes).replace('MB', 'МБ').replace('KB', 'КБ')}. Отправляйте меньше за раз. Ничего не изменено.`,
  )

const invalid = (detail: string, inRussian: string, fault: FieldFault): AppError =>
  new AppError(
    'invalid_request',
    `${detail} Nothing was changed.`,
    [fault],
    {},
    `${inRussian} Ничего не изменено.`,
  )

/** Larger bodies take a millisecond or more to parse, so only one is parsed per turn of the event loop. */
const largeBytes = 8_192
const parseGate = openFairGate({
  name: 'large-requests',
  slots: 1,
  waitingAtMost: 4_096,
  what: { en: 'large requests', ru: 'больших запросов' },
})
const nextEventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Reads the JSON object in a request's body; null for an empty body. Limits size and depth, and rejects text that the
 * database cannot store: U+0000 and unpaired surrogates (RFC 8259, section 8.2). Large bodies are parsed in turn.
 */
export async function readJsonBody(
  request: Request,
  maxBytes: number,
  claimant: Claimant,
): Promise<object | null> {
  const bytes = await readBytes(request, maxBytes)
  if (bytes === null) throw bodyTooLarge(maxBytes)
  if (bytes.byteLength === 0) return null
  if (!jsonType.test(request.headers.get('content-type') ?? '')) throw unknownType()
  if (bytes.byteLength > largeBytes) await parseGate.run(claimant, nextEventLoopTurn)
  const text = decode(bytes)
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The body must be a JSON object.', 'Тело запроса должно быть объектом JSON.', {
      pointer: '',
      detail: 'not an object',
      inRussian: 'не объект',
    })
  }
  const pointer = findUnstorable(text, value)
  if (pointer !== null) {
    throw invalid(
      'Some text holds characters that cannot be stored.',
      'В тексте есть символы, которые нельзя сохранить.',
      {
        pointer,
        detail: 'must not hold U+0000 or half a surrogate pair',
        inRussian: 'не должно содержать U+0000 и половину суррогатной пары',
        reason: 'unstorable',
      },
    )
  }
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('The body is not valid UTF-8.', 'Тело запроса – не UTF-8.', {
      pointer: '',
      detail: 'not valid UTF-8',
      inRussian: 'не UTF-8',
    })
  }
}

function parse(text: string): unknown {
  const excess = findExcess(text)
  if (excess === 'depth') {
    const fault = {
      pointer: '',
      detail: `nested deeper than ${maxDepth} levels`,
      inRussian: `вложенность больше ${maxDepth} уровней`,
    }
    throw invalid('The body is nested too deeply.', 'Вложенность запроса слишком велика.', fault)
  }
  if (excess === 'values') {
    const fault = {
      pointer: '',
      detail: `more than ${maxValues} values`,
      inRussian: `больше ${maxValues} значений`,
    }
    throw invalid(
      'The body holds too many values. Send less at once.',
      'В запросе слишком много значений. Отправляйте меньше за раз.',
      fault,
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('The body is not valid JSON.', 'Тело запроса – не JSON.', {
      pointer: '',
      detail: 'not valid JSON',
      inRussian: 'не JSON',
    })
  }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

/** Counts brackets and commas outside strings, before any recursive code sees the text. */
function findExcess(text: string): 'depth' | 'values' | null {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === quote) at = endOfString(text, at)
    else if (sign === 0x7b || sign === 0x5b) {
      if (++depth > maxDepth) return 'depth'
    } else if (sign === 0x7d || sign === 0x5d) depth--
    else if (sign === comma && ++values > maxValues) return 'values'
  }
  return null
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === backslash) at++
    else if (sign === quote) return at
  }
  return text.length
}

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')

/** Escapes of U+0000 and surrogates; unescaped they are valid neither in UTF-8 nor in JSON. */
const escapes = /\\u(?:0000|d[89a-f])/i

/** JSON Pointer of the first text that cannot be stored, or null. Walks the value only if the text has such escapes. */
function findUnstorable(text: string, root: unknown): string | null {
  return escapes.test(text) ? findUnstorableIn(root) : null
}

function findUnstorableIn(value: unknown): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : ''
  if (typeof value !== 'object' || value === null) return null
  for (const key in value) {
    if (!isStorable(key)) return ''
    const inside = findUnstorableIn((value as Record<string, unknown>)[key])
    if (inside !== null) return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${inside}`
  }
  return null
}
