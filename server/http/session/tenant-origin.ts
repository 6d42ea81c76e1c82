/**
 * Where an organisation's pages are, from what the installation is told about itself: a link that is mailed or shown must
 * not lead to what a request called itself.
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
