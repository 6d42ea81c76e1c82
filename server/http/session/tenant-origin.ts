/**
 * The origin of an organisation's pages, built from the configuration. Never build links from a request's Host header,
 * which the sender controls.
 */
export function tenantOrigin(
  slug: string,
  {
    publicUrl,
    tenantBaseDomain,
    port,
  }: { publicUrl: string | null; tenantBaseDomain: string; port: number },
): string {
  const host = `${slug}.${tenantBaseDomain}`
  if (publicUrl === null) return new URL(`http://${host}:${port}`).origin
  const outside = new URL(publicUrl)
  return new URL(`${outside.protocol}//${host}${outside.port && `:${outside.port}`}`).origin
}
