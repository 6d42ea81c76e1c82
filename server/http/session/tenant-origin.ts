/**
 * The origin of an organisation's pages, built from the configuration. Links must never be built from a request's Host
 * header, which its sender chooses.
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
