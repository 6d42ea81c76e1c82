import { mkdir } from 'node:fs/promises'
import type { Visit } from './browser.ts'

const pictures = Bun.env['AAM_PICTURES']

/** Takes a picture of the page, whole or as it is seen, where `AAM_PICTURES` names a folder for them. */
export async function picture({ page }: Visit, name: string, fullPage = true): Promise<void> {
  if (!pictures) return
  await mkdir(pictures, { recursive: true })
  const before = page.viewportSize()
  // Pages scroll inside their frame: it is made as high as what they hold.
  const more = await page.evaluate(() => {
    const scrollers = [...document.querySelectorAll('.shell-content, .dialog-body')]
    return Math.max(0, ...scrollers.map((one) => one.scrollHeight - one.clientHeight))
  })
  const grows = fullPage && before !== null && more > 0
  if (grows) await page.setViewportSize({ ...before, height: before.height + more })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage })
  if (grows) await page.setViewportSize(before)
}
