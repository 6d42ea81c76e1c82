import type { JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { ConfirmAddress } from '../../features/auth/confirm-address.tsx'

/** The page of the link that verifies the address of an account. */
export default function ProvePage(): JSX.Element {
  return (
    <ConfirmAddress
      title={t('prove.title')}
      words={t('prove.words')}
      action={t('prove.do')}
      needPassword={t('prove.need')}
      goTo="/you"
    />
  )
}
