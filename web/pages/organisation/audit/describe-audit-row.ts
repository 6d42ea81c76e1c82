import type { AuditRow } from '../../../../server/modules/audit/contract.ts'
import { formatBytes, formatMoment } from '../../../i18n/format.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'
import { scenarioTitle } from '../../../lib/lookups.ts'
import { describeScopes } from '../keys/describe-scopes.ts'
import { retentionKinds } from '../../../../plugins/vocabulary.ts'

/** Describes the action; a code without a message is shown as it is. */
export const describeAction = (action: string): string => describeCode('did', action) ?? action

/** Describes who acted: a member, somebody outside, or AAM. */
export function describeActor({ actor, address }: AuditRow): string {
  if (actor.kind === 'user') return actor.name ?? t('audit.former')
  return address === null ? t('audit.aam') : t('audit.stranger')
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

const nameOf = (row: AuditRow, id: unknown): string =>
  row.names[textOf(id)]?.name ?? t('change.somebody')

const namesOf = (row: AuditRow, ids: unknown): string =>
  textOf(ids)
    .split(' ')
    .filter(Boolean)
    .map((id) => nameOf(row, id))
    .join(', ')

const roleOf = (role: unknown): string => describeCode('role', textOf(role)) ?? textOf(role)

const describeField = (field: string): string => describeCode('changed', field) ?? field

const describeNothing: Record<string, () => string> = {
  timeZone: () => t('change.timeZoneOwn'),
  spokenLanguage: () => t('change.spokenSame'),
}

const describeLanguage = (code: string): string => describeCode('language', code) ?? code

/** Describes a field's value: ids by current names, codes by messages. */
const describeValue: Record<string, (value: string, row: AuditRow) => string> = {
  clientId: (id, { names }) => names[id]?.name ?? t('change.goneClient'),
  defaultScenario: scenarioTitle,
  locale: describeLanguage,
  role: (role) => roleOf(role),
  spokenLanguage: describeLanguage,
  startedAt: (iso) => formatMoment(iso, locale()),
}

function describeHeld(field: string, value: unknown, row: AuditRow): string {
  const text = textOf(value)
  if (!text) return describeNothing[field]?.() ?? t('change.nothing')
  return describeValue[field]?.(text, row) ?? text
}

/** Roles and states are described without their field's name. */
const isSaidElsewhere = (field: string, { changes }: AuditRow): boolean =>
  (field === 'role' && 'to' in changes) || (field === 'status' && 'status' in changes)

/** Describes each changed field, with its values where the row has them. */
const describeFields = (fields: string, row: AuditRow): string[] =>
  fields
    .split(' ')
    .filter((field) => field && !isSaidElsewhere(field, row))
    .map((field) => {
      const { [`${field}From`]: from, [`${field}To`]: to } = row.changes
      if (!(`${field}To` in row.changes))
        return t('change.fieldChanged', { field: describeField(field) })
      return t('change.field', {
        field: describeField(field),
        from: describeHeld(field, from, row),
        to: describeHeld(field, to, row),
      })
    })

type Word = (value: unknown, row: AuditRow) => string | string[] | undefined

/** Describes the parts of `changes` that people understand, in this order. */
const words: Record<string, Word> = {
  fields: (value, row) => describeFields(textOf(value), row),
  role: (value) => t('change.role', { role: roleOf(value) }),
  status: (value) => describeCode('change.status', textOf(value)),
  domains: (value) => t('change.domains', { domains: textOf(value) || t('change.nothing') }),
  scopes: (value) => describeScopes(textOf(value).split(' ')),
  ownerId: (value, row) =>
    value === row.actor.id ? undefined : t('change.owner', { name: nameOf(row, value) }),
  overlapHours: (value) =>
    value === 0 ? t('change.overlapNone') : t('change.overlap', { count: Number(value) }),
  gained: (value, row) => (value ? t('change.gained', { names: namesOf(row, value) }) : undefined),
  lost: (value, row) => (value ? t('change.lost', { names: namesOf(row, value) }) : undefined),
  movedTo: (value, row) => (value ? t('change.movedTo', { name: nameOf(row, value) }) : undefined),
  meetings: (value) => t('change.meetings', { count: Number(value) }),
  section: (value) => t('change.section', { name: textOf(value) }),
  count: (value) => t('change.items', { count: Number(value) }),
  renamed: (value) => (value ? t('change.speakers', { count: Number(value) }) : undefined),
  movedSegments: (value) => (value ? t('change.segments', { count: Number(value) }) : undefined),
  changedSegments: (value) => t('change.segments', { count: Number(value) }),
  version: (value) => (value ? t('change.version', { version: textOf(value) }) : undefined),
  format: (value) => t('change.format', { format: textOf(value).toUpperCase() }),
  provider: (value) => t('change.provider', { provider: textOf(value) }),
  part: (value) => describeCode('change.part', textOf(value)),
  address: textOf,
  model: textOf,
  isNewKey: (value) => (value ? t('change.newKey') : undefined),
  outcome: (value) => t(value === 'ok' ? 'change.outcome.ok' : 'change.outcome.other'),
  sizeBytes: (value) => formatBytes(Number(value), locale()),
  reason: (value) => describeCode('change.reason', textOf(value)) ?? textOf(value),
  required: (value) => t(value ? 'change.required' : 'change.notRequired'),
  days: (value) => t('change.grace', { count: Number(value) }),
  by: (value) => describeCode('change.by', textOf(value)),
  route: textOf,
}

/** `from` and `to` are roles, people, or values specific to the action. */
function describePair({ action, changes, names }: AuditRow): string | undefined {
  const [from, to] = [textOf(changes['from']), textOf(changes['to'])]
  if (action === 'audit.exported')
    return Object.keys(changes).some((key) => key !== 'format') ? t('change.filtered') : undefined
  if (action === 'scenario.created') return from ? t('change.copyOf', { from }) : undefined
  if (!to) return undefined
  const named = (id: string): string => names[id]?.name ?? t('change.somebody')
  if (!/-/.test(to)) return t('change.pair', { from: roleOf(from), to: roleOf(to) })
  return from
    ? t('change.pair', { from: named(from), to: named(to) })
    : t('change.to', { name: named(to) })
}

const formatHours = (hours: unknown): string => {
  if (typeof hours !== 'number') return t('change.forever')
  return hours % 24 === 0
    ? t('change.days', { count: hours / 24 })
    : t('change.hours', { count: hours })
}

/** Describes retention before and now, or what was deleted. */
const describeRetention = ({ changes }: AuditRow): string[] =>
  retentionKinds.flatMap((kind) => {
    const what = t(`change.kind.${kind}`)
    if (`${kind}To` in changes) {
      const [from, to] = [formatHours(changes[`${kind}From`]), formatHours(changes[`${kind}To`])]
      return t('change.kept', { what, from, to })
    }
    if (!(kind in changes)) return []
    const size = formatBytes(Number(changes[`${kind}Bytes`]), locale())
    return t('change.removed', { what, count: Number(changes[kind]), size })
  })

const describeLimit = ({ changes }: AuditRow): string =>
  'value' in changes
    ? t('change.limit', {
        name: describeCode('plan.limit', textOf(changes['name'])) ?? textOf(changes['name']),
        value: changes['value'] === null ? t('plan.unlimited') : textOf(changes['value']),
      })
    : (describeCode('plan.limit', textOf(changes['name'])) ?? textOf(changes['name']))

const describePlan = ({ changes }: AuditRow): string => {
  const [from, to] = [textOf(changes['from']), textOf(changes['to'])]
  return from && from !== to ? t('change.pair', { from, to }) : to
}

/** Describes the values before and now and further details, one per line. */
export function describeChanges(row: AuditRow): string[] {
  if (row.action.startsWith('limit.')) return [describeLimit(row)]
  if (row.action.startsWith('retention.')) return describeRetention(row)
  if (row.action.startsWith('plan.')) return [describePlan(row)].filter(Boolean)
  const pair = describePair(row)
  const rest = Object.entries(words).flatMap(([key, word]) =>
    key in row.changes ? word(row.changes[key], row) : [],
  )
  return [pair, ...rest].filter((line): line is string => Boolean(line))
}

export interface Thing {
  name: string
  /** The page that shows it. */
  href?: string
  isGone?: true
}

const pages: Record<string, (id: string, name: string, action: string) => string> = {
  meeting: (id) => `/meetings/${id}`,
  person: (_id, name) => `/people?q=${encodeURIComponent(name)}`,
  client: (_id, name) => `/clients?q=${encodeURIComponent(name)}`,
  member: (_id, name, action) =>
    action.startsWith('service_account.')
      ? '/organisation/keys'
      : `/organisation/members?q=${encodeURIComponent(name)}`,
  key: () => '/organisation/keys',
  invitation: () => '/organisation/members',
}

const goneKinds = /^(meeting|client|person|upload|recording|transcript)\./

/** The object of the action, or else its meeting or scenario. */
export function thingOf({ action, object, changes, names }: AuditRow): Thing | undefined {
  if (object?.kind && object.name !== null) {
    const href = pages[object.kind]?.(object.id, object.name, action)
    return { name: object.name, ...(href ? { href } : {}) }
  }
  const scenario = textOf(changes['scenario'])
  if (scenario) return { name: scenarioTitle(scenario), href: `/scenarios/${scenario}` }
  const meetingId = textOf(changes['meetingId'])
  const meeting = names[meetingId]
  if (meeting) return { name: meeting.name, href: `/meetings/${meetingId}` }
  return (object && goneKinds.test(action)) || meetingId
    ? { name: t('audit.gone'), isGone: true }
    : undefined
}
