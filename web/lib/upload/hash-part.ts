function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
}

/**
 * SHA-256 in base64, as S3 takes it. Holds one part in memory while it counts. Nothing where the
 * page is not in a secure context: the browser then offers no cryptography.
 */
export async function hashPart(part: Blob): Promise<string | undefined> {
  if (!('subtle' in crypto)) return undefined
  return base64Of(new Uint8Array(await crypto.subtle.digest('SHA-256', await part.arrayBuffer())))
}
