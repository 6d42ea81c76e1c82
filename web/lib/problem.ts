import type { Problem } from '../../server/http/contract.ts'

export type { Problem }

/** A request that did not succeed: what the server said, or that it could not be reached. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
  }
}

export const ownProblem = (code: string, status = 0, detail = ''): Problem => ({
  type: 'about:blank',
  title: code,
  status,
  detail,
  code,
  requestId: '',
  errors: [],
})

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readFaults(value: unknown): Problem['errors'] {
  if (!Array.isArray(value)) return []
  return value.filter(isRecord).map(({ pointer, detail, reason }) => ({
    pointer: text(pointer),
    detail: text(detail),
    ...(typeof reason === 'string' ? { reason } : {}),
  }))
}

/** Reads any error answer, also a proxy's, as a problem. */
export function readProblem(status: number, body: unknown): Problem {
  const codes: Record<number, string> = { 404: 'not_found', 413: 'payload_too_large' }
  const fallback = codes[status] ?? (status >= 502 ? 'unavailable' : 'internal')
  if (!isRecord(body)) return ownProblem(fallback, status)
  return {
    ...ownProblem(text(body['code']) || fallback, status, text(body['detail'])),
    title: text(body['title']),
    requestId: text(body['requestId']),
    errors: readFaults(body['errors']),
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem
  return ownProblem('unexpected', 0, error instanceof Error ? error.message : String(error))
}
