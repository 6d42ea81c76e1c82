import { t } from '../../../i18n/index.ts'

/** What a change costs, before it is made. */
export const describeImpact = (count: number): string =>
  count > 0 ? t('speakers.impact', { count }) : t('speakers.noImpact')
