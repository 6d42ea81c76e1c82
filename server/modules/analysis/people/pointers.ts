/** Reference tokens of a JSON Pointer (RFC 6901). */
export const tokensOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The JSON Pointer of these tokens. */
export const pointerOf = (tokens: (string | number)[]): string =>
  tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The value at the pointer, or undefined. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  tokensOf(pointer).reduce<unknown>(
    (node, token) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, token)
        ? (node as Record<string, unknown>)[token]
        : undefined,
    root,
  )

/** Sets the value at the pointer in place. Returns false if its parent does not exist. */
export function putAt(root: object, pointer: string, value: unknown): boolean {
  const tokens = tokensOf(pointer)
  const last = tokens.pop()
  const parent = valueAt(root, pointerOf(tokens))
  if (last === undefined || typeof parent !== 'object' || parent === null) return false
  ;(parent as Record<string, unknown>)[last] = value
  return true
}

export const pointerTo = (field: string): string => pointerOf([field])
