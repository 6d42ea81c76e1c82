import { t } from '../../i18n/index.ts'

/** Checks an address before it is sent, because the server does not reveal whether it exists. */
export function emailFault(email: string, missing: string): string | undefined {
  if (!email.trim()) return missing
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? undefined : t('fault.not_an_email')
}
