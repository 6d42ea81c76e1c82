import CircleCheck from 'lucide-solid/icons/circle-check'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import type { ProviderTest } from '../../../../server/modules/providers/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'

/** `Answer: 200 after 312 ms · model gpt-5-mini`. */
function describeAnswer({ status, latencyMs, model }: ProviderTest): string {
  const answer =
    status === null ? t('providers.test.noAnswer') : t('providers.test.answer', { status })
  const after = latencyMs === null ? '' : ` ${t('providers.test.after', { ms: latencyMs })}`
  const named = model === null ? '' : ` · ${t('providers.test.model', { model })}`
  return `${answer}${after}${named}`
}

/** What a test sent and what the provider answered. */
export function TestOutcome(props: { test: ProviderTest }): JSX.Element {
  const works = (): boolean => props.test.outcome === 'ok'
  return (
    <div
      class="test-outcome"
      classList={{ 'test-works': works(), 'test-fails': !works() }}
      role="status"
    >
      {works() ? <CircleCheck /> : <TriangleAlert />}
      <div>
        <p class="test-verdict">{t(works() ? 'providers.test.ok' : 'providers.test.bad')}</p>
        <p>{props.test.detail}</p>
        <Show when={props.test.serverMessage}>
          {(words) => <p>{t('providers.test.said', { words: words() })}</p>}
        </Show>
        <p class="test-facts">
          {t('providers.test.tried', { what: props.test.tried })}
          <br />
          {describeAnswer(props.test)}
          <br />
          {t('providers.test.when', { when: formatMoment(props.test.at, locale()) })}
        </p>
      </div>
    </div>
  )
}
