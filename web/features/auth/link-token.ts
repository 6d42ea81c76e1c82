/** The token of the link that was opened: it stands in the fragment, which no server sees. */
export const linkToken = (): string =>
  new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''

// A second link that is opened in the same tab changes the fragment alone, and the page would go on with the first one.
addEventListener('hashchange', () => {
  if (linkToken()) window.location.reload()
})
