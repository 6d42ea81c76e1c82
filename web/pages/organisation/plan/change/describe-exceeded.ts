import type { PlanPreview } from '../../../../../server/modules/billing/contract.ts'
import { t, describeCode } from '../../../../i18n/index.ts'
import { formatLimit } from '../format-limit.ts'

/** Describes what exceeds the other plan and what happens to it. */
export function describeExceeded({ name, limit, used }: PlanPreview['exceeds'][number]): string {
  const params = {
    count: used,
    used: formatLimit(name, used),
    limit: formatLimit(name, limit),
    what: describeCode('plan.limit', name) ?? name,
  }
  return describeCode('switch.exceeds', name, params) ?? t('switch.exceeds.other', params)
}
