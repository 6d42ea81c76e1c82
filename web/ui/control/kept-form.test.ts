import { expect, test } from 'bun:test'
import { join } from 'node:path'

const web = join(import.meta.dir, '../..')

/** What is typed there is a secret, or one line that is sent or added at once. */
const withoutKeeping = new Set([
  'pages/joining/join-page.tsx',
  'pages/organisation/members/close-organisation-dialog.tsx',
  'pages/organisation/members/requirement-section.tsx',
  'pages/organisation/plan/minutes-cap.tsx',
  'pages/scenarios/editor/form/control/add-line.tsx',
  'pages/scenarios/editor/form/field/first-choices.tsx',
  'features/step-up/step-up-dialog.tsx',
  'pages/sign-up/find-organisation-page.tsx',
  'features/auth/auth-form.tsx',
  'pages/sign-in/reopen-form.tsx',
  'pages/sign-in/second-step-page.tsx',
  'pages/sign-in/sign-in-page.tsx',
  'pages/you/factors/app-dialog.tsx',
  'pages/you/password.tsx',
])

test('every form keeps what is typed, except for secrets and single lines', async () => {
  const files = await Array.fromAsync(new Bun.Glob('{features,pages}/**/*.tsx').scan({ cwd: web }))
  const losing: string[] = []
  let forms = 0
  for (const file of files) {
    const text = await Bun.file(join(web, file)).text()
    if (!/<form\b/.test(text)) continue
    forms++
    if (/createKeptForm/.test(text)) continue
    if (!withoutKeeping.has(file)) losing.push(file)
  }
  expect(losing).toEqual([])
  expect(forms).toBeGreaterThan(withoutKeeping.size)
})
