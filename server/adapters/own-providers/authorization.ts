import type { OwnSettings } from '../../modules/providers/index.ts'

/** How a server is shown a key; null where there is none. */
export function authorizationOf({ kind, key }: OwnSettings): string | null {
  if (key === null) return null
  return kind === 'speech' ? `Token ${key}` : `Bearer ${key}`
}
