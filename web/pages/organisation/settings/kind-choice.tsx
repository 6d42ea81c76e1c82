import { createUniqueId, type JSX, Show } from 'solid-js'
import { locale, t } from '../../../i18n/index.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { Segments } from '../../../ui/control/segments.tsx'
import { type Choice, maxAmounts, type Unit } from './retention-choices.ts'
import type { RetentionKind } from '../../../../plugins/vocabulary.ts'

/** How long one kind is kept: for ever, or a number of hours or days. */
export function KindChoice(props: {
  kind: RetentionKind
  choice: Choice
  isFaulty: boolean
  onChange: (part: Partial<Choice>) => void
}): JSX.Element {
  const id = createUniqueId()
  const what = (): string => t(`retention.${props.kind}`)
  return (
    <div class="kind" role="group" aria-labelledby={id}>
      <div>
        <h3 id={id}>{what()}</h3>
        <p>{t(`retention.${props.kind}.words`)}</p>
      </div>
      <div class="kind-choice">
        {/* Kept with what is typed: the choice itself is a switch. */}
        <input
          type="text"
          class="hidden-words"
          name={`${props.kind}-limited`}
          tabindex="-1"
          aria-hidden="true"
          value={props.choice.isLimited ? 'yes' : 'no'}
          onInput={(event) => props.onChange({ isLimited: event.currentTarget.value === 'yes' })}
        />
        <Segments
          label={t('retention.choice', { what: what() })}
          value={props.choice.isLimited ? 'limited' : 'forever'}
          choices={[
            { value: 'forever', label: t('retention.forever') },
            { value: 'limited', label: t('retention.limited') },
          ]}
          onChoose={(value) => props.onChange({ isLimited: value === 'limited' })}
        />
        <span
          class="kind-time"
          data-faulty={props.isFaulty ? '' : undefined}
          hidden={!props.choice.isLimited}
        >
          <input
            class="input"
            name={`${props.kind}-number`}
            aria-label={t('retention.number', { what: what() })}
            aria-invalid={props.isFaulty || undefined}
            aria-describedby={props.isFaulty ? `${id}-fault` : undefined}
            inputMode="numeric"
            autocomplete="off"
            maxLength={6}
            value={props.choice.number}
            onInput={(event) => props.onChange({ number: event.currentTarget.value })}
          />
          <select
            class="input"
            name={`${props.kind}-unit`}
            aria-label={t('retention.unit', { what: what() })}
            value={props.choice.unit}
            onChange={(event) => props.onChange({ unit: event.currentTarget.value as Unit })}
          >
            <option value="hours">{t('retention.hours')}</option>
            <option value="days">{t('retention.days')}</option>
          </select>
        </span>
      </div>
      <Show when={props.isFaulty}>
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {t('retention.fault', { most: formatNumber(maxAmounts[props.choice.unit], locale()) })}
        </p>
      </Show>
    </div>
  )
}
