import type { ValidationError } from 'elysia'
import { CommitUnknown } from '../../db/outage.ts'
import type { Locale } from '../../plugins/engine/types.ts'
import { AppError, errorStatuses, type FieldFault, noSuchAddress } from '../platform/errors.ts'
import { isOutage } from '../../db/is-outage.ts'
import type { Problem } from './contract.ts'
import { titleOf } from './problem-titles.ts'
import { describeFault, type Fault } from './describe-fault.ts'

/** The RFC 9457 problem document of an expected failure, in the reader's language. */
export function toProblem(error: AppError, requestId: string, locale: Locale = 'en'): Problem {
  const detailIn = (one: { detail: string; inRussian?: string }): string =>
    (locale === 'ru' ? one.inRussian : undefined) ?? one.detail
  return {
    type: `/problems/${error.code}`,
    title: titleOf(error.code, locale),
    status: errorStatuses[error.code],
    detail: detailIn(error),
    code: error.code,
    requestId,
    errors: error.faults.map(({ inRussian, detail, ...fault }) => ({
      ...fault,
      detail: detailIn({ detail, ...(inRussian ? { inRussian } : {}) }),
    })),
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

/** Converts Elysia's validation error: for each fault, where it is, what is wrong and what is expected. */
export function fromValidation(error: ValidationError): AppError {
  const inQuery = error.type === 'query' || error.type === 'params'
  const faults: FieldFault[] = []
  for (const fault of error.all.slice(0, maxFaults)) {
    const found = fault as Fault
    const path = found.path ?? ''
    const pointer = inQuery ? `?${path.replace(/^\//, '')}` : path
    if (faults.some((known) => known.pointer === pointer)) continue
    faults.push({ pointer, ...describeFault(found) })
  }
  if (error.type === 'params') return noSuchAddress()
  return new AppError(
    'invalid_request',
    'Some of what was sent is not as expected; the list says where. Nothing was changed.',
    faults,
    {},
    'Часть присланного не подходит; что именно, сказано в списке. Ничего не изменено.',
  )
}

/**
 * Converts a failure to an AppError; null for an unexpected one, which becomes a 500 without internals. `isSafe`: the
 * request cannot have changed anything, so an unknown commit outcome does not matter.
 */
export function toAppError(error: unknown, code: string | number, isSafe = false): AppError | null {
  if (error instanceof AppError) return error
  if (code === 'PARSE') return toAppError((error as Error).cause, 'UNKNOWN', isSafe)
  if (code === 'VALIDATION') return fromValidation(error as ValidationError)
  if (code === 'NOT_FOUND') return noSuchAddress()
  if (code === 'INVALID_FILE_TYPE' || code === 'INVALID_COOKIE_SIGNATURE') {
    return new AppError(
      'invalid_request',
      'The request is not valid. Nothing was changed.',
      [],
      {},
      'Такой запрос не подходит. Ничего не изменено.',
    )
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

/**
 * Whether a retry may succeed: the connection was lost, a server is starting or stopping, storage is full or silent.
 */
export function isUnavailable(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error as { retryable?: unknown }).retryable === true || isOutage(error))
  )
}
