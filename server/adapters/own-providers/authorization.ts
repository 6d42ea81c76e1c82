import type { OwnSettings } from '../../modules/providers/index.ts'

/** The header that presents the key to a server; null when there is no key. */
export function authorizationOf({ kind, key }: OwnSettings): string | null {
  if (key === null) return null
  return kind === 'speech' ? `Token ${key}` : `Bearer ${key}`
}
