/** Expected failures: the code is the API's contract and the key of its translations. */
export const errorStatuses = {
  malformed_request: 400,
  unauthenticated: 401,
  session_ended: 401,
  wrong_credentials: 401,
  wrong_proof: 401,
  payment_declined: 402,
  insecure_transport: 403,
  cross_site_request: 403,
  forbidden: 403,
  scope_missing: 403,
  not_in_plan: 403,
  step_up_needed: 403,
  second_factor_needed: 403,
  session_needed: 403,
  not_found: 404,
  no_tenant: 404,
  unknown_tenant: 404,
  tenant_suspended: 403,
  tenant_unproved: 403,
  sign_up_closed: 403,
  method_not_allowed: 405,
  conflict: 409,
  in_use: 409,
  owns_things: 409,
  last_owner: 409,
  link_over: 410,
  retention_over: 410,
  sign_in_over: 410,
  items_undecided: 409,
  wrong_state: 409,
  payments_off: 409,
  override_needed: 409,
  nothing_to_undo: 409,
  upload_incomplete: 409,
  upload_over: 409,
  idempotency_in_flight: 409,
  already_exists: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  idempotency_mismatch: 422,
  transcript_unrecognised: 422,
  transcript_empty: 422,
  transcript_malformed: 422,
  transcript_too_large: 413,
  not_media: 422,
  unknown_scenario: 422,
  scenario_outdated: 422,
  scenario_invalid: 422,
  version_unfit: 422,
  regression_needed: 409,
  cost_unconfirmed: 409,
  too_many_requests: 429,
  too_many_streams: 429,
  upload_limit_reached: 409,
  run_limit_reached: 409,
  spending_limit_reached: 409,
  minute_limit_reached: 409,
  member_limit_reached: 409,
  scenario_limit_reached: 409,
  retention_limit_reached: 422,
  key_limit_reached: 409,
  mail_limit_reached: 429,
  internal: 500,
  unavailable: 503,
  outcome_unknown: 503,
} as const

export type ErrorCode = keyof typeof errorStatuses

export interface FieldFault {
  /** JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter. */
  pointer: string
  detail: string
  /** The detail in Russian; a bare number needs none. */
  inRussian?: string
  /** A stable code, where clients choose their own message by it. */
  reason?: string
}

/** An expected failure. `detail` and `inRussian` are shown to people and say what happened and what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError'
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly faults: FieldFault[] = [],
    readonly headers: Record<string, string> = {},
    /** The detail in Russian. */
    readonly inRussian: string,
  ) {
    super(`${code}: ${detail}`)
  }
}

/** Resources that may be missing, with their Russian subject for «… нет» and its gender. */
const resources = {
  'authenticator app': ['Приложения с кодами', 'n'],
  'call to a model': ['Такого обращения к модели', 'n'],
  client: ['Такого клиента', 'm'],
  draft: ['Такого черновика', 'm'],
  golden: ['Такой эталонной встречи', 'f'],
  invitation: ['Такого приглашения', 'n'],
  item: ['Такого пункта', 'm'],
  key: ['Такого ключа', 'm'],
  logo: ['Логотипа здесь', 'm'],
  meeting: ['Такой встречи', 'f'],
  member: ['Такого участника', 'm'],
  passkey: ['Такого ключа доступа', 'm'],
  person: ['Такого человека', 'm'],
  recording: ['Такой записи', 'f'],
  replacement: ['Замены здесь', 'f'],
  result: ['Такого результата', 'm'],
  run: ['Такого запуска', 'm'],
  scenario: ['Такого сценария', 'm'],
  'scenario version': ['Такой версии сценария', 'f'],
  section: ['Такого раздела', 'm'],
  segment: ['Такой реплики', 'f'],
  'service account': ['Такого служебного аккаунта', 'm'],
  session: ['Такого сеанса', 'm'],
  'text of this call': ['Текста этого обращения', 'm'],
  transcript: ['Такой расшифровки', 'f'],
  trial: ['Такого пробного прогона', 'm'],
  upload: ['Такой загрузки', 'f'],
} as const satisfies Record<string, readonly [string, 'm' | 'f' | 'n']>

const notVisible = {
  m: 'он вам не виден',
  f: 'она вам не видна',
  n: 'оно вам не видно',
} as const

export function notFound(what: keyof typeof resources): AppError {
  const [named, gender] = resources[what]
  return new AppError(
    'not_found',
    `There is no such ${what}, or you may not see it.`,
    [],
    {},
    `${named} нет, или ${notVisible[gender]}.`,
  )
}

export const noSuchAddress = (): AppError =>
  new AppError('not_found', 'There is no such address.', [], {}, 'Такого адреса нет.')

/** A change against an outdated revision; the ETag header has the current one. */
export const changedMeanwhile = (rev: number): AppError =>
  new AppError(
    'precondition_failed',
    'Somebody else changed this in the meantime. Read it again and repeat your change.',
    [],
    { etag: `"${rev}"` },
    'Кто-то успел изменить это раньше вас. Прочитайте заново и повторите изменение.',
  )

const kept = {
  recording: ['The recording', 'Запись'],
  transcript: ['The transcript', 'Расшифровка'],
  result: ['The result', 'Результат'],
} as const

/** The content was deleted when the organisation's retention period ended. */
export function retentionOver(what: keyof typeof kept): AppError {
  const [en, ru] = kept[what]
  return new AppError(
    'retention_over',
    `${en} is not kept any more: its retention in this organisation has ended.`,
    [],
    {},
    `${ru} больше не хранится: срок хранения, принятый в этой организации, истёк.`,
  )
}

export const sessionEnded = (): AppError =>
  new AppError(
    'session_ended',
    'Your session has ended. Sign in again; nothing was lost.',
    [],
    {},
    'Сеанс закончился. Войдите снова; ничего не потеряно.',
  )
