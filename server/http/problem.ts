import type { ValidationError } from 'elysia'
import { CommitUnknown } from '../../db/outage.ts'
import type { Locale } from '../../plugins/engine/types.ts'
import { AppError, type ErrorCode, errorStatuses, type FieldFault } from '../platform/errors.ts'
import { isOutage } from '../platform/outages.ts'
import type { Problem } from './contract.ts'

const titles: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Sign in first',
  session_ended: 'The session has ended',
  wrong_credentials: 'E-mail or password is wrong',
  wrong_proof: 'This does not prove who you are',
  sign_in_over: 'This sign-in is over',
  second_factor_needed: 'Set up a second factor first',
  forbidden: 'Not allowed',
  scope_missing: 'The key does not allow this',
  step_up_needed: 'Confirm that it is you',
  session_needed: 'Only for somebody who is signed in',
  not_found: 'Not found',
  invalid_request: 'The request is not valid',
  precondition_failed: 'Somebody else was faster',
  too_many_requests: 'Too many requests',
  too_many_streams: 'Too many live streams',
  upload_limit_reached: 'A limit of uploads is reached',
  run_limit_reached: 'The limit of runs is reached',
  key_limit_reached: 'The limit of API keys is reached',
  spending_limit_reached: 'The money for the language model is used up',
  sign_up_closed: 'Sign-up is closed here',
  tenant_unproved: 'Not open yet',
  internal: 'Something went wrong on our side',
  unavailable: 'Not available just now',
  outcome_unknown: 'It is not known whether this was saved',
  scenario_outdated: 'This version of the scenario runs no more',
  in_use: 'Still in use',
  owns_things: 'This person owns something',
  last_owner: 'The last owner',
  link_over: 'This link does not work any more',
  not_media: 'This is no recording',
  upload_incomplete: 'The upload is not complete',
  upload_over: 'The upload is over',
  transcript_unrecognised: 'This is no transcript that AAM knows',
  transcript_empty: 'The transcript is empty',
  transcript_malformed: 'The transcript is damaged',
  transcript_too_large: 'The transcript is too large',
}

/** Of the codes whose details are given in Russian as well. */
const russianTitles: Partial<Record<ErrorCode, string>> = {
  sign_up_closed: 'Регистрация здесь закрыта',
  tenant_unproved: 'Ещё не открыта',
  unavailable: 'Сейчас недоступно',
  scenario_outdated: 'Эта версия сценария больше не запускается',
  scope_missing: 'Ключ этого не разрешает',
  step_up_needed: 'Подтвердите, что это вы',
  session_needed: 'Только для вошедших людей',
  owns_things: 'Этому человеку что-то принадлежит',
  last_owner: 'Последний владелец',
  link_over: 'Ссылка больше не действует',
  wrong_proof: 'Это не подтверждает, что это вы',
  sign_in_over: 'Этот вход уже не продолжить',
  second_factor_needed: 'Сначала подключите второй фактор',
  forbidden: 'Нельзя',
  wrong_credentials: 'Почта или пароль не подходят',
  wrong_state: 'Сейчас так сделать нельзя',
  outcome_unknown: 'Неизвестно, сохранилось ли изменение',
  too_many_requests: 'Слишком много запросов',
  too_many_streams: 'Слишком много потоков событий',
  upload_limit_reached: 'Лимит загрузок исчерпан',
  run_limit_reached: 'Лимит запусков исчерпан',
  key_limit_reached: 'Лимит ключей API исчерпан',
  spending_limit_reached: 'Деньги на языковую модель закончились',
}

const words = (code: string) =>
  `${code[0]?.toUpperCase() ?? ''}${code.slice(1).replaceAll('_', ' ')}`

/** RFC 9457 problem document of an expected failure, in the reader's language where it is known in it. */
export function toProblem(error: AppError, requestId: string, locale: Locale = 'en'): Problem {
  const russian = locale === 'ru' ? error.inRussian : undefined
  return {
    type: `/problems/${error.code}`,
    title: (russian && russianTitles[error.code]) ?? titles[error.code] ?? words(error.code),
    status: errorStatuses[error.code],
    detail: russian ?? error.detail,
    code: error.code,
    requestId,
    errors: error.faults,
  }
}

export function problemResponse(error: AppError, requestId: string, locale?: Locale): Response {
  return new Response(JSON.stringify(toProblem(error, requestId, locale)), {
    status: errorStatuses[error.code],
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...error.headers,
    },
  })
}

const maxFaults = 20

/** Elysia's validation failure in our form: where in the request, what is wrong, what would be right. */
export function fromValidation(error: ValidationError): AppError {
  const inQuery = error.type === 'query' || error.type === 'params'
  const faults: FieldFault[] = []
  for (const fault of error.all.slice(0, maxFaults)) {
    const found = fault as Fault
    const path = found.path ?? ''
    const pointer = inQuery ? `?${path.replace(/^\//, '')}` : path
    if (faults.some((known) => known.pointer === pointer)) continue
    faults.push({ pointer, detail: describeFault(found) })
  }
  if (error.type === 'params') return new AppError('not_found', 'There is no such address.')
  return new AppError(
    'invalid_request',
    'Some of what was sent is not as expected; the list says where. Nothing was changed.',
    faults,
  )
}

interface Fault {
  path?: string
  message?: string
  summary?: string
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
}

const formats: Record<string, string> = {
  'date-time': 'a point in time with its zone, e.g. 2026-11-18T10:00:00Z',
  uuid: 'an id (UUID)',
}

function describeFault({ schema, message, summary }: Fault): string {
  if (message === 'Unexpected property') return 'there is no such field here'
  const known = schema && describeSchema(schema)
  return known ? `must be ${known}` : (message ?? summary ?? 'is not valid')
}

/** What a schema takes, where its own message would only name the schema. */
function describeSchema(schema: FaultySchema): string | undefined {
  if (schema.anyOf) {
    const [one, other] = schema.anyOf
    const known = other?.type === 'null' && one ? describeSchema(one) : undefined
    return known && `${known}, or null`
  }
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  if (schema.format) return formats[schema.format] ?? `a ${schema.format}`
  if (schema.pattern === '\\S') return 'text that is not blank'
  if (schema.type === 'integer' && schema.maximum !== undefined) {
    return `a whole number from ${schema.minimum ?? 0} to ${schema.maximum}`
  }
  return undefined
}

/**
 * Every failure becomes an AppError; what we did not expect becomes a 500 without internals. `isSafe` says that the
 * request changes nothing, whatever became of it.
 */
export function toAppError(error: unknown, code: string | number, isSafe = false): AppError | null {
  if (error instanceof AppError) return error
  if (code === 'PARSE') return toAppError((error as Error).cause, 'UNKNOWN', isSafe)
  if (code === 'VALIDATION') return fromValidation(error as ValidationError)
  if (code === 'NOT_FOUND') return new AppError('not_found', 'There is no such address.')
  if (code === 'INVALID_FILE_TYPE' || code === 'INVALID_COOKIE_SIGNATURE') {
    return new AppError('invalid_request', 'The request is not valid. Nothing was changed.')
  }
  if (error instanceof CommitUnknown && !isSafe) return outcomeUnknown()
  if (isUnavailable(error)) return unavailable()
  return null
}

const retrySoon = { 'retry-after': '2' }

const unavailable = (): AppError =>
  new AppError(
    'unavailable',
    'A service that AAM needs cannot be reached just now. Nothing half done was kept; try again in a few seconds.',
    [],
    retrySoon,
    'Служба, без которой AAM не работает, сейчас не отвечает. Ничего не сохранилось наполовину; повторите через несколько секунд.',
  )

const outcomeUnknown = (): AppError =>
  new AppError(
    'outcome_unknown',
    'The database stopped answering while your change was being saved: it may have been made or not. Look whether it is there before you repeat it. A request with an Idempotency-Key can be sent again as it is.',
    [],
    retrySoon,
    'База данных перестала отвечать, пока изменение сохранялось: неизвестно, сохранилось ли оно. Прежде чем повторять, проверьте, нет ли его уже. Запрос с Idempotency-Key можно отправить ещё раз без изменений.',
  )

/** A lost connection, a server that stops or starts, a storage that is full or silent: worth another try. */
export function isUnavailable(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error as { retryable?: unknown }).retryable === true || isOutage(error))
  )
}
