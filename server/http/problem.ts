import type { ValidationError } from 'elysia'
import { CommitUnknown } from '../../db/outage.ts'
import type { Locale } from '../../plugins/engine/types.ts'
import { AppError, errorStatuses, type FieldFault, noSuchAddress } from '../platform/errors.ts'
import { isOutage } from '../platform/outages.ts'
import type { Problem } from './contract.ts'
import { titleOf } from './problem-titles.ts'
import { describeFault, type Fault } from './validation-words.ts'

/** RFC 9457 problem document of an expected failure, in the reader's language. */
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

/** Elysia's validation failure in our form: where in the request, what is wrong, what would be right. */
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
 * Every failure becomes an AppError; what we did not expect becomes a 500 without internals. `isSafe` says that the
 * request changes nothing, whatever became of it.
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

/** A lost connection, a server that stops or starts, a storage that is full or silent: worth another try. */
export function isUnavailable(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error as { retryable?: unknown }).retryable === true || isOutage(error))
  )
}
