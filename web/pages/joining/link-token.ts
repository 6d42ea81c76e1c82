/** The token of the link that was opened: it stands in the fragment, which no server sees. */
export const linkToken = (): string =>
  new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''
