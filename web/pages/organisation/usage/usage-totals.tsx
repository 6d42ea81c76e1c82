import { type JSX, Show } from 'solid-js'
import type { Usage } from '../../../../server/modules/usage/contract.ts'
import { formatBytes, formatCost, formatDay, formatNumber } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { formatMonth, formatSpeech } from './format-usage.ts'

function Total(props: { label: string; amount: string; words?: string | undefined }): JSX.Element {
  return (
    <div class="usage-total">
      <dt>{props.label}</dt>
      <dd class="figures">{props.amount}</dd>
      <Show when={props.words}>{(words) => <dd class="usage-total-words">{words()}</dd>}</Show>
    </div>
  )
}

/** Sums of the period, what is stored at its end, and the expected month's total. */
export function UsageTotals(props: { usage: Usage }): JSX.Element {
  const totals = () => props.usage.totals
  const number = (value: number): string => formatNumber(value, locale())
  const held = () => props.usage.holdings.at(-1)
  const heldOn = (): string | undefined => {
    const day = held()?.day
    return day && t('usage.heldOn', { day: formatDay(day, locale()) })
  }
  return (
    <>
      <dl class="usage-totals">
        <Total
          label={t('usage.speech')}
          amount={formatSpeech(totals().transcribedSeconds)}
          words={
            totals().ownTranscribedSeconds > 0
              ? t('usage.own', { amount: formatSpeech(totals().ownTranscribedSeconds) })
              : undefined
          }
        />
        <Total
          label={t('usage.cost')}
          amount={formatCost(totals().costMicroUsd, locale())}
          words={
            totals().ownCostMicroUsd > 0
              ? t('usage.own', { amount: formatCost(totals().ownCostMicroUsd, locale()) })
              : undefined
          }
        />
        <Total
          label={t('usage.tokens')}
          amount={number(totals().inputTokens + totals().outputTokens)}
          words={t('usage.tokensWords', {
            input: number(totals().inputTokens),
            output: number(totals().outputTokens),
          })}
        />
        <Total label={t('usage.requests')} amount={number(totals().requests)} />
        <Show when={held()}>
          {(one) => (
            <>
              <Total
                label={t('usage.stored')}
                amount={formatBytes(one().storedBytes ?? 0, locale())}
                words={heldOn()}
              />
              <Total label={t('usage.seats')} amount={number(one().seats ?? 0)} words={heldOn()} />
            </>
          )}
        </Show>
      </dl>
      <Show when={totals().unpricedCalls > 0}>
        <p class="usage-note">{t('usage.unpriced', { count: totals().unpricedCalls })}</p>
      </Show>
      <p class="usage-note">
        <Show when={props.usage.forecast} fallback={t('usage.noForecast')}>
          {(forecast) =>
            t('usage.forecast', {
              month: formatMonth(forecast().month),
              speech: formatSpeech(forecast().transcribedSeconds),
              cost: formatCost(forecast().costMicroUsd, locale()),
            })
          }
        </Show>
      </p>
    </>
  )
}
