import { expect, test } from 'bun:test'
import { useComponents } from '../test/component.ts'

await useComponents()
const { hasLoadFailed, partIn } = await import('./load-failure.ts')

test('notices a chunk that did not load', () => {
  expect(hasLoadFailed()).toBe(false)
  const message = 'Unable to preload CSS for /assets/items-page-Dq.css'
  dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: new Error(message) }))
  expect(hasLoadFailed()).toBe(true)
})

test("finds the chunk's address in browsers' messages", () => {
  const part = 'https://demo.example/assets/items-page-B5ne91gR.js'
  expect(partIn(`Failed to fetch dynamically imported module: ${part}`)).toBe(part)
  expect(partIn(`error loading dynamically imported module: ${part}`)).toBe(part)
  expect(partIn('Unable to preload CSS for /assets/items-page-Dq.css')).toBe(
    '/assets/items-page-Dq.css',
  )
  expect(partIn('Importing a module script failed.')).toBe('')
})
