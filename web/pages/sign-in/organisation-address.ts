const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

export const isSlug = (value: string): boolean => slugForm.test(value)

/**
 * Where an organisation's dashboard lives. Below `localhost` the first label can only be an
 * organisation, so a mistyped one is replaced instead of stacked.
 */
export function organisationAddress(location: URL, slug: string): string {
  const host = location.hostname.endsWith('.localhost') ? 'localhost' : location.hostname
  const port = location.port ? `:${location.port}` : ''
  return `${location.protocol}//${slug}.${host}${port}/`
}
