import { expect } from 'bun:test'
import { seriousViolations } from './axe.ts'
import type { Visit } from './browser.ts'
import { findOverflow } from './measure-layout.ts'
import { picture } from './picture.ts'
import { untilCalm } from './until-calm.ts'

/** Nothing is cut or covered, and nobody is kept out. */
export async function expectSound(visit: Visit, name: string, fullPage = true): Promise<void> {
  await picture(visit, name, fullPage)
  expect({ name, faults: await findOverflow(visit.page) }).toEqual({ name, faults: [] })
  expect({ name, faults: await seriousViolations(visit.page) }).toEqual({ name, faults: [] })
}

/** The same in both themes. */
export async function expectSoundInBothThemes(visit: Visit, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await visit.page.emulateMedia({ colorScheme })
    await untilCalm(visit.page)
    await expectSound(visit, `${name}-${colorScheme}`)
  }
}
