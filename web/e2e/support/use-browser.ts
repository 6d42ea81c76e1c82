import { afterAll } from 'bun:test'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { system } from './system.ts'

let shared: Promise<Browser> | undefined

/** Chromium as the flows of one file see it: each visit has a profile of its own. */
export type FlowBrowser = Pick<Browser, 'newContext'>

/** One Chromium for all files of this process. Profiles that a file leaves open are closed after it. */
export function useBrowser(): FlowBrowser {
  const open = new Set<BrowserContext>()
  afterAll(async () => {
    await Promise.all([...open].map((context) => context.close()))
  })
  return {
    async newContext(options?: BrowserContextOptions) {
      shared ??= openBrowser(system().chromium)
      const context = await (await shared).newContext(options)
      open.add(context)
      context.once('close', () => open.delete(context))
      return context
    },
  }
}
