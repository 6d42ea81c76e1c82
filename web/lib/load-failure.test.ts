import { expect, test } from 'bun:test'

// The module listens to the window as soon as it is there.
const listened: string[] = []
Object.assign(globalThis, {
  window: { addEventListener: (name: string) => listened.push(name) },
})
const { partIn } = await import('./load-failure.ts')

test('finds the address of the part in what browsers say', () => {
  expect(listened).toContain('vite:preloadError')
  const part = 'https://demo.example/assets/items-page-B5ne91gR.js'
  expect(partIn(`Failed to fetch dynamically imported module: ${part}`)).toBe(part)
  expect(partIn(`error loading dynamically imported module: ${part}`)).toBe(part)
  expect(partIn('Unable to preload CSS for /assets/items-page-Dq.css')).toBe(
    '/assets/items-page-Dq.css',
  )
  expect(partIn('Importing a module script failed.')).toBe('')
})
