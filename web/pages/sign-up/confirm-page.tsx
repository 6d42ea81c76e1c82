import type { JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { ConfirmAddress } from '../../features/auth/confirm-address.tsx'

/** The page of the link that verifies a new owner's address. */
export default function ConfirmPage(): JSX.Element {
  return (
    <ConfirmAddress
      title={t('confirm.title')}
      words={t('confirm.words')}
      action={t('confirm.do')}
      needPassword={t('signIn.needPassword')}
      wrongPassword={t('confirm.wrong')}
      goTo="/start"
    />
  )
}
