import type { PlanPreview } from '../../../../../server/modules/billing/contract.ts'
import { t, wordCode } from '../../../../i18n/index.ts'
import { wordAmount } from '../word-limit.ts'

/** What there is more of than the other plan has room for, and what becomes of it. */
export function wordExceeded({ name, limit, used }: PlanPreview['exceeds'][number]): string {
  const params = {
    count: used,
    used: wordAmount(name, used),
    limit: wordAmount(name, limit),
    what: wordCode('plan.limit', name) ?? name,
  }
  return wordCode('switch.exceeds', name, params) ?? t('switch.exceeds.other', params)
}
