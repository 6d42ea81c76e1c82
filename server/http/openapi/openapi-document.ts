import { scopeOfNeed } from '../needs.ts'
import type { Need } from '../route-facts.ts'
import { type ErrorCode, errorStatuses } from '../../platform/errors.ts'

type Schema = Record<string, unknown>

interface Operation {
  requestBody?: unknown
  responses?: Record<string, Schema>
  'x-needs'?: Need
  'x-failures'?: ErrorCode[]
  'x-most-bytes'?: number
  'x-session-only'?: true
  'x-step-up'?: true
  'x-scopes'?: string[]
  'x-max-body-bytes'?: number
}

export interface OpenApiDocument {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/**
 * Completes the generated document: OpenAPI 3.1 (whose schemas allow `null`), paths without a trailing slash, the
 * declared failures of each route, and the scope that an API key needs for it.
 */
export function finishDocument(document: OpenApiDocument): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const [path, operations] of Object.entries(document.paths)) {
    const name = path.length > 1 ? path.replace(/\/$/, '') : path
    paths[name] = { ...paths[name] }
    for (const [method, operation] of Object.entries(operations)) {
      paths[name][method] = finishOperation(method, operation)
    }
  }
  return { ...document, openapi: '3.1.0', paths }
}

function finishOperation(method: string, operation: Operation): Operation {
  const { 'x-needs': need, 'x-failures': failures = [], 'x-most-bytes': most, ...rest } = operation
  const scope = need ? scopeOfNeed(need, method) : null
  const responses = { ...rest.responses }
  const ofBody: ErrorCode[] = rest.requestBody
    ? ['payload_too_large', 'unsupported_media_type', 'invalid_request']
    : []
  for (const code of new Set([...failures, ...ofBody])) {
    const status = String(errorStatuses[code])
    const before = responses[status]?.description
    responses[status] = { description: before ? `${before}, ${code}` : code, content: problem }
  }
  return {
    ...rest,
    ...(scope ? { 'x-scopes': [scope] } : {}),
    ...(rest.requestBody && most ? { 'x-max-body-bytes': most } : {}),
    responses,
  }
}
