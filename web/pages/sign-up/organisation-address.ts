const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

export const isSlug = (value: string): boolean => slugForm.test(value)

/**
 * Where an organisation's dashboard lives: its name before the host, or, where the host already
 * names one that does not exist, in place of that.
 */
export function organisationAddress(location: URL, slug: string, isMistyped: boolean): string {
  const labels = location.hostname.split('.')
  const host = isMistyped && labels.length > 1 ? labels.slice(1).join('.') : location.hostname
  const port = location.port ? `:${location.port}` : ''
  return `${location.protocol}//${slug}.${host}${port}/`
}
