import type { SetUpChange } from '../../modules/billing/ports.ts'
import type { Difference } from '../../modules/billing/index.ts'
import type { SetUpReport } from './set-up.ts'
import type { ReconciledLine } from './reconcile.ts'

export const formatChange = ({ what, did, id, detail, secret }: SetUpChange): string =>
  [
    `${did.padEnd(8)} ${what.padEnd(44)} ${id}${detail ? `  (${detail})` : ''}`,
    ...(secret ? [`         Its secret is ${secret}. Stripe does not show it again.`] : []),
  ].join('\n')

export function formatSetUp({ changes, webhookUrl, withoutPlan }: SetUpReport): string {
  const count = (did: SetUpChange['did']) => changes.filter((one) => one.did === did).length
  const dids = ['made', 'changed', 'kept', 'retired'] as const
  return [
    dids.map((did) => `${count(did)} ${did}`).join(', '),
    ...(webhookUrl === null
      ? [
          'PUBLIC_URL is not set, so no webhook endpoint was made: what happens at Stripe is noticed at night only.',
        ]
      : []),
    ...formatSecrets(changes),
    ...formatWithoutPlan(withoutPlan),
  ].join('\n')
}

/** The signing settings if all are new; otherwise the values to add to the existing ones. */
function formatSecrets(changes: readonly SetUpChange[]): string[] {
  const signing = changes.filter(({ what }) => /^(webhook endpoint|event destination) /.test(what))
  const secrets = signing.flatMap(({ secret }) => secret ?? [])
  if (secrets.length === 0) return []
  return secrets.length === signing.length
    ? [`Set STRIPE_WEBHOOK_SECRET=${secrets.join(',')} and restart.`]
    : [`Add to STRIPE_WEBHOOK_SECRET, after a comma: ${secrets.join(',')}; then restart.`]
}

export const formatWithoutPlan = (slugs: readonly string[]): string[] =>
  slugs.length === 0
    ? []
    : [
        `${slugs.length} without a plan, which nothing limits: ${slugs.slice(0, 5).join(', ')}${slugs.length > 5 ? ', …' : ''}. “bun aam billing override SLUG --plan free” gives one.`,
      ]

const reasons: Record<Difference['reason'], string> = {
  unreported: 'in the ledger, but never reported',
  late: 'reported, but not sent',
  unsure: 'sent, but nobody knew whether it had arrived',
  refused: 'refused by the meter',
  missing: 'missing at the meter',
  excess: 'too much at the meter',
}

const notes: Record<NonNullable<Difference['note']>, string> = {
  fresh: 'younger than a day, or counted just now: looked at again in the next night',
  too_old: 'older than the 35 days that Stripe takes: settle it by hand',
  unavailable: 'Stripe could not be asked: it goes out by itself',
  invoiced: 'the invoice of that month is made: settle the amount by hand',
}

const formatDifference = ({ day, reason, seconds, did, note, detail }: Difference): string => {
  const facts = [did === 'mended' ? 'mended' : 'not mended', ...(note ? [notes[note]] : [])]
  const said = detail ? ` (${detail})` : ''
  return `  ${day}  ${`${seconds} s`.padStart(10)}  ${reasons[reason]}${said}: ${facts.join('; ')}`
}

export function formatReconciled({ tenant, check, fault }: ReconciledLine): string {
  if (!check) return `${tenant.padEnd(24)} could not be compared: ${fault}`
  const held =
    check.meterSeconds === check.reportedSeconds
      ? `${check.meterSeconds} s in the ledger and at the meter`
      : `${check.reportedSeconds} s in the ledger, ${check.meterSeconds} s at the meter`
  const head = `${tenant.padEnd(24)} ${check.from} to ${check.to}: ${held}`
  return [head, ...check.differences.map(formatDifference)].join('\n')
}
