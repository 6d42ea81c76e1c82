import type { JSX } from 'solid-js'

/** Renders a component at an address, as a page of the dashboard. Call it below `useComponents`. */
export async function renderAt(component: () => JSX.Element, path = '/') {
  const { render } = await import('@solidjs/testing-library')
  const { createMemoryHistory, MemoryRouter, Route } = await import('@solidjs/router')
  const history = createMemoryHistory()
  history.set({ value: path, replace: true, scroll: false })
  const { unmount } = render(() => (
    <MemoryRouter history={history}>
      <Route path="/*" component={component} />
    </MemoryRouter>
  ))
  return { address: () => history.get(), unmount }
}
