import { mkdir } from 'node:fs/promises'
import type { Visit } from './browser.ts'

const pictures = Bun.env['AAM_PICTURES']

/** Takes a picture of the page, whole or as it is seen, where `AAM_PICTURES` names a folder for them. */
export async function picture({ page }: Visit, name: string, fullPage = true): Promise<void> {
  if (!pictures) return
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage })
}
