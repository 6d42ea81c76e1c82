/** Where an organisation's logo is read on its own host; its address changes with the picture. */
export const logoPath = (hash: string | null): string | null =>
  hash === null ? null : `/api/v1/settings/logo/${hash}`
