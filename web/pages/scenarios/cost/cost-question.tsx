import type { JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { formatPrice, formatTokens } from '../trials/format-trial.ts'
import type { Cost } from './cost.ts'
import '../report.css'

/** Shows the price before it is spent. */
export function CostQuestion(props: { cost: Cost }): JSX.Element {
  return (
    <div class="report report-asks" role="status">
      <p class="report-verdict">{t('cost.title')}</p>
      <p class="figures">
        {t('cost.words', {
          count: props.cost.runs,
          input: formatTokens(props.cost.inputTokens),
          output: formatTokens(props.cost.outputTokens),
          cost:
            props.cost.costMicroUsd === null
              ? t('cost.unknown')
              : formatPrice(props.cost.costMicroUsd),
        })}
      </p>
    </div>
  )
}
