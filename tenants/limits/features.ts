import type { TenantTx } from '../../db/tenant.ts'
import type { PlanFeature } from '../plans/index.ts'
import { AppError } from '../../server/platform/errors.ts'
import { readLimits } from './stored-limits.ts'

const descriptions: Record<PlanFeature, { en: string; ru: string }> = {
  ownProviders: {
    en: 'speech providers and language models of your own',
    ru: 'собственных провайдеров речи и языковых моделей',
  },
  auditExport: { en: 'the audit as a file', ru: 'выгрузки журнала' },
}

/** Throws `not_in_plan` when the organisation's plan lacks the feature. Settings already in use keep working. */
export async function requireFeature(tx: TenantTx, feature: PlanFeature): Promise<void> {
  const { plan } = await readLimits(tx)
  if (plan.features.includes(feature)) return
  const { en, ru } = descriptions[feature]
  throw new AppError(
    'not_in_plan',
    `The plan ${plan.name.en} does not have ${en}. A larger plan does; the page Organisation → Plan says which one you have.`,
    [],
    {},
    `В тарифе «${plan.name.ru}» нет ${ru}. Это есть в тарифе побольше; ваш тариф показан в разделе «Организация → Тариф».`,
  )
}
