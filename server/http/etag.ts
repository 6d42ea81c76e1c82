/** Sets the resource's ETag from its revision and returns the resource. */
export function setEtag<T extends { rev: number }>(
  set: { headers: Record<string, unknown> },
  resource: T,
): T {
  set.headers.etag = `"${resource.rev}"`
  return resource
}
