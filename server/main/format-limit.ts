import type { LimitLine } from '../../tenants/limits/change-limits.ts'

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 })

/** Formats one limit for an operator: value, origin, usage, and why it does not apply. */
export function formatLimit({
  name,
  unit,
  limit,
  origin,
  reason,
  until,
  used,
  note,
}: LimitLine): string {
  const value = limit === null ? 'no limit' : number(limit)
  const shown = limit === null && origin === 'default' ? value : `${value}${originLabels[origin]}`
  const use = used === null ? '' : `${number(used)} used of `
  const why = [
    ...(reason === null ? [] : [reason]),
    ...(until === null ? [] : [`until ${until.slice(0, 10)}`]),
    ...(note === null ? [] : [note]),
  ]
  return [`${name.padEnd(26)} ${shown.padEnd(24)} ${use}${unit}`, ...why].join(
    `\n${' '.repeat(27)}`,
  )
}

const originLabels: Record<LimitLine['origin'], string> = {
  override: '',
  plan: ' (plan)',
  default: ' (default)',
}
