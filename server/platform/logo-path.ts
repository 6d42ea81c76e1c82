/** Path of an organisation's logo on its own host; it changes with the image. */
export const logoPath = (hash: string | null): string | null =>
  hash === null ? null : `/api/v1/settings/logo/${hash}`
