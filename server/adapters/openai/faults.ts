import { APIConnectionError } from 'openai'
import {
  ModelFault,
  type ModelFaultCode,
  type ModelRequest,
} from '../../../plugins/engine/index.ts'
import { findRefusal, type OutboundRefused } from '../../platform/outbound/index.ts'
import { namesForm } from './answer-form.ts'
import { contextErrorOf, limitIn } from './context-limit.ts'
import { askedWaitMs } from './retry-after.ts'
import type { ServerError } from './server-error.ts'
import { cleanServerMessage } from './server-message.ts'

/** A request that a server refused or broke off, with everything the server said about it. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal'
  constructor(
    readonly told: ServerError,
    readonly headers: Headers | undefined,
    /** Part of the answer had arrived. */
    readonly isMidway = false,
  ) {
    super('The server refused the request.')
  }
}

/** What is needed to classify a fault: the request, and the key that must not leak. */
export interface Asked {
  request: ModelRequest
  apiKey: string | null
}

/** Classifies a fault. Messages contain codes only; the server's cleaned text is in `serverMessage`. */
export function toModelFault(error: unknown, asked: Asked): ModelFault {
  if (error instanceof ModelFault) return error
  if (error instanceof ServerRefusal) return ofRefusal(error, asked)
  const refused = findRefusal(error)
  if (refused) return ofOutbound(refused)
  if (error instanceof APIConnectionError) {
    return new ModelFault('model_unavailable', true, 'The server cannot be reached.')
  }
  if (error instanceof SyntaxError) {
    return new ModelFault('model_garbage', true, 'The server answered with something unreadable.')
  }
  // An interrupted stream surfaces as whatever the runtime throws.
  return new ModelFault('model_cut', true, 'The connection broke in the middle of the answer.')
}

/** The address was chosen by an organisation; it was refused, or its answer was cut short. */
function ofOutbound({ reason, message }: OutboundRefused): ModelFault {
  if (reason === 'unresolved') return new ModelFault('model_unavailable', true, message)
  if (reason === 'too_slow') return new ModelFault('model_timeout', true, message)
  if (reason === 'too_large') return new ModelFault('model_garbage', true, message)
  return new ModelFault('model_address_refused', false, message)
}

function ofRefusal({ told, headers }: ServerRefusal, asked: Asked): ModelFault {
  const { code, retryable } = kindOf(told, sizeOf(asked.request))
  const named = told.codes.find((one) => /^[a-z][\w.-]{2,59}$/.test(one))
  const place = told.status ?? 'in the stream'
  return new ModelFault(
    code,
    retryable,
    `The server answered ${place}${named ? ` (${named})` : ''}.`,
    retryable ? askedWaitMs(headers, told) : null,
    cleanServerMessage(told.text, { ...asked.request, apiKey: asked.apiKey }),
    code === 'model_context_exceeded' ? { limitTokens: limitIn(told, sizeOf(asked.request)) } : {},
  )
}

export const sizeOf = ({ messages, schema }: ModelRequest): number =>
  messages.reduce((sum, { content }) => sum + content.length, JSON.stringify(schema.schema).length)

interface Kind {
  code: ModelFaultCode
  retryable: boolean
}

const final = (code: ModelFaultCode): Kind => ({ code, retryable: false })
const passing = (code: ModelFaultCode): Kind => ({ code, retryable: true })

/** Content filters are about a single request. */
const ofOnePrompt =
  /content_?(filter|policy|management)|invalid_prompt|responsibleai|data_inspection|moderation|flagged|sensitive_content|prompt_blocked/
const ofQuota =
  /insufficient_?(quota|balance|credit|fund)|billing|payment_required|credits?_exhausted|quota_exhausted|budget_?exceeded/
/** For servers that use another code, or a number of their own, for this refusal. */
const wordsOfQuota =
  /insufficient (account )?(balance|credits?|funds?)|(out of|no) credits?\b|budget (has been )?exceeded|in arrears|余额不足|欠费/i
const ofModel =
  /model_?(not_?(found|exist|available|supported)|unknown)|(unknown|invalid|no_such)_?model|deployment_?not_?found/
const ofKey =
  /(invalid|incorrect|missing|expired)_?(api_?)?key|api_?key_?(invalid|missing)|authentication_error|unauthenticated/

/** By codes and status; by words only as a last resort, since some servers use one code for everything. */
function kindOf(told: ServerError, sentChars: number): Kind {
  const { status, codes, params, text } = told
  const is = (kind: RegExp): boolean => codes.some((code) => kind.test(code))
  const isRateLimit = status === 429 && is(/rate_limit/)
  if (status !== 429 && is(ofOnePrompt)) return final('model_prompt_refused')
  if (status === 402 || (!isRateLimit && is(ofQuota))) return final('model_no_quota')
  if (wordsOfQuota.test(text) && !namesForm(told)) return final('model_no_quota')
  if (is(ofModel)) return final('model_unknown')
  if (is(ofKey)) return final('model_bad_credentials')
  if (contextErrorOf(told, sentChars) !== 'no') return final('model_context_exceeded')
  const known = status === null ? undefined : ofStatus[status]
  if (known) return known
  if (status === null) {
    return passing(is(/rate_limit|too_many/) ? 'model_rate_limited' : 'model_unavailable')
  }
  if (status >= 500 && status !== 501) return passing('model_unavailable')
  if (params.includes('model')) return final('model_unknown')
  return final(isWordedAsKey(told) ? 'model_bad_credentials' : 'model_request_refused')
}

/** Whether only the words of a refusal mention a key: they may mean a key of the schema. */
export const isWordedAsKey = (told: ServerError): boolean =>
  /\bapi[ _-]?key\b/i.test(told.text) &&
  !told.codes.some((code) => ofKey.test(code)) &&
  !namesForm(told)

const ofStatus: Record<number, Kind> = {
  200: passing('model_garbage'),
  401: final('model_bad_credentials'),
  403: final('model_no_access'),
  404: final('model_unknown'),
  405: final('model_unknown'),
  407: final('model_no_access'),
  408: passing('model_unavailable'),
  409: passing('model_unavailable'),
  410: final('model_unknown'),
  425: passing('model_unavailable'),
  429: passing('model_rate_limited'),
  451: final('model_no_access'),
  498: passing('model_rate_limited'),
}
