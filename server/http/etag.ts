/** Sets the resource's ETag from its revision and hands the resource on. */
export function setEtag<T extends { rev: number }>(
  set: { headers: Record<string, unknown> },
  resource: T,
): T {
  set.headers.etag = `"${resource.rev}"`
  return resource
}
