import { afterAll, afterEach } from 'bun:test'
import type { MeView } from '../../server/modules/identity/contract.ts'
import { startApiServer } from './api-server.ts'
import { installDom } from './dom.ts'

/**
 * For component tests: a document, the API as a small HTTP server, all messages in English, and nobody signed in. Load
 * components by `await import()` below this call, for they need the document.
 */
export async function useComponents() {
  const api = startApiServer()
  const removeDom = installDom(api.url)
  const library = await import('@solidjs/testing-library')
  const { setLocale, loadMessages } = await import('../i18n/index.ts')
  const { setMe } = await import('../lib/session.ts')
  await setLocale('en')
  await Promise.all(
    (['authoring', 'organisation', 'governing', 'transcript'] as const).map(loadMessages),
  )
  afterEach(() => {
    library.cleanup()
    localStorage.clear()
    sessionStorage.clear()
    api.reset()
  })
  afterAll(async () => {
    removeDom()
    await api.stop()
  })
  /** Types as a person does: the whole value at once, with the events that follow. */
  const type = (field: Element, value: string): void => {
    library.fireEvent.input(field, { target: { value } })
    library.fireEvent.change(field, { target: { value } })
  }
  return {
    ...library,
    api,
    type,
    signIn: (can: readonly string[] = []) => setMe({ ...exampleMe, can: [...can] }),
  }
}

export const exampleMe: MeView = {
  user: {
    id: '00000000-0000-7000-8000-000000000001',
    email: 'anna@example.com',
    name: 'Anna Weber',
    role: 'owner',
    locale: 'en',
    timeZone: null,
  },
  tenant: {
    id: '00000000-0000-7000-8000-000000000002',
    slug: 'northwind',
    name: 'Northwind',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    logo: null,
    defaultScenario: null,
  },
  can: [],
  factorNeededFrom: null,
}
