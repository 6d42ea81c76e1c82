import { GlobalWindow } from 'happy-dom'

/** Bun has globals of these names that do not work with happy-dom's elements. */
const replaced = new Set([
  'Event',
  'EventTarget',
  'CustomEvent',
  'MessageEvent',
  'navigator',
  'addEventListener',
  'removeEventListener',
  'dispatchEvent',
])

// One window for all files: a component registers its event handlers on the document once, when it is loaded.
const window = new GlobalWindow()

const names = Object.getOwnPropertyNames(window).filter(
  (name) => replaced.has(name) || !(name in globalThis),
)

/** Puts the browser's globals in place and returns a function that removes them again. */
export function installDom(url: URL): () => void {
  window.happyDOM.setURL(url.href)
  const before = names.map((name) => ({
    name,
    descriptor: Object.getOwnPropertyDescriptor(globalThis, name),
  }))
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(window, name)
    if (descriptor) Object.defineProperty(globalThis, name, { ...descriptor, configurable: true })
  }
  const serverFetch = globalThis.fetch
  const browserFetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    serverFetch(input instanceof Request ? input : new URL(input, url), init)
  globalThis.fetch = Object.assign(browserFetch, { preconnect: serverFetch.preconnect })
  return () => {
    globalThis.fetch = serverFetch
    for (const { name, descriptor } of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}
