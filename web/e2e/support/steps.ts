import type { Locator } from 'playwright-core'
import { baseUrl, type Visit } from './browser.ts'

export interface FileToAdd {
  name: string
  text: string
}

const asPayload = (file: FileToAdd) => ({
  name: file.name,
  mimeType: 'text/vtt',
  buffer: Buffer.from(file.text),
})

export async function openAdd(visit: Visit, by: 'file' | 'text'): Promise<void> {
  await visit.page.goto(`${baseUrl()}/meetings?add=${by}`)
  await visit.page.waitForSelector('dialog[open]')
}

export async function chooseFiles(visit: Visit, files: FileToAdd[]): Promise<void> {
  await visit.page.setInputFiles('dialog input[type=file]', files.map(asPayload))
}

export const submitAdd = (visit: Visit): Promise<void> =>
  visit.page.click('dialog .dialog-foot .button-primary')

/** Drops a file on the page itself, as from the desktop. */
export async function dropFile(visit: Visit, selector: string, file: FileToAdd): Promise<void> {
  const data = await visit.page.evaluateHandle(({ name, text }) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], name, { type: 'text/vtt' }))
    return transfer
  }, file)
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await visit.page.dispatchEvent(selector, type, { dataTransfer: data })
  }
}

/** Adds a meeting from a file and waits on its page until the state has changed by itself. */
export async function addAndWait(visit: Visit, title: string, file: FileToAdd): Promise<string> {
  await openAdd(visit, 'file')
  await chooseFiles(visit, [file])
  await visit.page.fill('dialog input[name=title]', title)
  await submitAdd(visit)
  await visit.page.waitForURL(/\/meetings\/[0-9a-f-]{36}/)
  await visit.page.waitForSelector('[data-item]')
  return new URL(visit.page.url()).pathname.split('/').at(-1) ?? ''
}

export const itemById = (visit: Visit, id: string): Locator =>
  visit.page.locator(`[data-item="${id}"]`)

export async function itemIds(visit: Visit): Promise<string[]> {
  const ids = await visit.page
    .locator('[data-item]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-item') ?? ''))
  return ids
}

export const waitForState = (visit: Visit, id: string, state: string): Promise<void> =>
  visit.page.locator(`[data-item="${id}"][data-state="${state}"]`).waitFor()

/** On a phone the transcript took the result's place; this is the way back. */
export async function showResult(visit: Visit): Promise<void> {
  if (visit.screen.isPhone) await visit.page.click('#pane-tab-result')
}

/** What is marked in the transcript, and whether a reader sees all of it. */
export async function readMark(visit: Visit): Promise<{ text: string; isSeen: boolean }> {
  await visit.page.waitForFunction(() => {
    const marks = [...document.querySelectorAll('mark[data-evidence]')]
    const pane = document.querySelector('.transcript-scroll')?.getBoundingClientRect()
    if (marks.length === 0 || !pane) return false
    return marks.every((mark) => {
      const box = mark.getBoundingClientRect()
      return box.height > 0 && box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1
    })
  })
  return visit.page.evaluate(() => {
    const marks = [...document.querySelectorAll('mark[data-evidence]')]
    const isSeen = marks.every((mark) => {
      const box = mark.getBoundingClientRect()
      return box.top >= 0 && box.bottom <= window.innerHeight
    })
    return { text: marks.map((mark) => mark.textContent).join(''), isSeen }
  })
}
