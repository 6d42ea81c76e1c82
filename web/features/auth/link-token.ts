/** The token of the opened link. It is in the fragment, which no server sees. */
export const linkToken = (): string =>
  new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''

// A second link opened in the same tab changes only the fragment, and the page would keep the first token.
addEventListener('hashchange', () => {
  if (linkToken()) window.location.reload()
})
