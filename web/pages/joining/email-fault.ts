import { t } from '../../i18n/index.ts'

/** What is wrong with an address before it is sent: nothing would ever come of it, and the server says neither yes nor no. */
export function emailFault(email: string, missing: string): string | undefined {
  if (!email.trim()) return missing
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? undefined : t('fault.not_an_email')
}
