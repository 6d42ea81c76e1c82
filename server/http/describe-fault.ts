import { emailPatterns } from '../platform/email-patterns.ts'
import type { FieldFault } from '../platform/errors.ts'

/** A validation error of a schema. */
export interface Fault {
  path?: string
  message?: string
  summary?: string
  value?: unknown
  schema?: FaultySchema
}

interface FaultySchema {
  anyOf?: FaultySchema[]
  enum?: unknown[]
  format?: string
  pattern?: string
  type?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

interface Wording {
  en: string
  ru: string
  /** Stable code for which the dashboard has its own message. */
  reason?: string
}

const formats: Record<string, Wording> = {
  'date-time': {
    en: 'a point in time with its zone, e.g. 2026-11-18T10:00:00Z',
    ru: 'момент времени с часовым поясом, например 2026-11-18T10:00:00Z',
  },
  uuid: { en: 'an id (UUID)', ru: 'идентификатор (UUID)' },
}

/** Describes what is wrong with a field and what is expected, in both languages. */
export function describeFault({
  schema,
  message,
  summary,
  value,
}: Fault): Required<Pick<FieldFault, 'detail' | 'inRussian'>> & Pick<FieldFault, 'reason'> {
  if (message === 'Unexpected property') {
    return { detail: 'there is no such field here', inRussian: 'такого поля здесь нет' }
  }
  const known = schema && (describeLength(schema, value) ?? describeSchema(schema))
  if (known) {
    return {
      detail: `must be ${known.en}`,
      inRussian: `ожидается ${known.ru}`,
      ...(known.reason ? { reason: known.reason } : {}),
    }
  }
  const type = schema && describeType(schema)
  return {
    detail: message ?? summary ?? 'is not valid',
    inRussian: type ? `ожидается ${type}` : 'значение не подходит',
  }
}

/** Describes what a schema accepts, where its own message would only name the schema. */
function describeSchema(schema: FaultySchema): Wording | undefined {
  if (schema.anyOf) {
    const [one, other] = schema.anyOf
    const known = other?.type === 'null' && one ? describeSchema(one) : undefined
    return known && { en: `${known.en}, or null`, ru: `${known.ru} или null` }
  }
  if (schema.enum) {
    const all = schema.enum.join(', ')
    return { en: `one of ${all}`, ru: `одно из значений: ${all}` }
  }
  if (schema.format) {
    return formats[schema.format] ?? { en: `a ${schema.format}`, ru: `формат ${schema.format}` }
  }
  if (schema.pattern && emailPatterns.has(schema.pattern)) {
    return { en: 'an email address', ru: 'адрес почты', reason: 'not_an_email' }
  }
  if (schema.pattern === '\\S') return notBlank
  if (schema.type === 'integer' && schema.maximum !== undefined) {
    const [least, most] = [schema.minimum ?? 0, schema.maximum]
    return {
      en: `a whole number from ${least} to ${most}`,
      ru: `целое число от ${least} до ${most}`,
    }
  }
  return undefined
}

const notBlank: Wording = { en: 'text that is not blank', ru: 'непустой текст' }

/** Describes a text that is too long or too short, also for nullable texts. */
function describeLength(schema: FaultySchema, value: unknown): Wording | undefined {
  const [one, other] = schema.anyOf ?? []
  const { type, minLength = 0, maxLength = Infinity } = other?.type === 'null' && one ? one : schema
  if (type !== 'string' || typeof value !== 'string') return undefined
  if (value.length > maxLength) {
    return {
      en: `at most ${maxLength} characters long`,
      ru: `текст не длиннее ${maxLength} знаков`,
      reason: 'too_long',
    }
  }
  if (value.length >= minLength) return undefined
  if (value === '') return notBlank
  return {
    en: `at least ${minLength} characters long`,
    ru: `текст не короче ${minLength} знаков`,
    reason: 'too_short',
  }
}

const types: Record<string, string> = {
  string: 'текст',
  integer: 'целое число',
  number: 'число',
  boolean: 'true или false',
  array: 'список',
  object: 'объект',
}

/** The Russian name of a type, where the English text is the schema's own message. */
function describeType({ type = '', minLength, maxLength }: FaultySchema): string | undefined {
  const least = minLength === undefined ? '' : `, не короче ${minLength} знаков`
  const most = maxLength === undefined ? '' : `, не длиннее ${maxLength} знаков`
  return types[type] && `${types[type]}${least}${most}`
}
