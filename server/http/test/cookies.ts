/** The response's cookies as a `Cookie` header. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ')
}

/** Each cookie's name with its attributes in lower case. */
export function cookieAttributes(response: Response): Record<string, string[]> {
  return Object.fromEntries(
    response.headers.getSetCookie().map((line) => {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      return [pair.split('=')[0] ?? '', attributes.map((part) => part.toLowerCase()).toSorted()]
    }),
  )
}
