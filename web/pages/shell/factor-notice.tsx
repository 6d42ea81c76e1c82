import { A } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { formatDate } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'

/** Reminds of the required second factor during the grace period. */
export default function FactorNotice(props: { from: string }): JSX.Element {
  return (
    <p class="factor-notice" role="note">
      {t('notice.factor', { when: formatDate(props.from, locale()) })}{' '}
      <A class="link" href="/you#security">
        {t('notice.factorDo')}
      </A>
    </p>
  )
}
