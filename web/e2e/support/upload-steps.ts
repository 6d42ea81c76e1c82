import type { CDPSession, Locator, Page } from 'playwright-core'
import type { UploadView } from '../../../server/modules/media/contract.ts'
import { callApi, type Visit } from './browser.ts'
import { openAdd, submitAdd } from './steps.ts'

const sessions = new WeakMap<Page, CDPSession>()

/** One session for each page: two that set conditions overrule each other. */
async function setConditions(
  { page, context }: Visit,
  { offline = false, bytesPerSecond = -1 }: { offline?: boolean; bytesPerSecond?: number },
): Promise<void> {
  const session = sessions.get(page) ?? (await context.newCDPSession(page))
  sessions.set(page, session)
  await session.send('Network.emulateNetworkConditions', {
    offline,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}

/** A line so slow that a flow can step in; nothing gives the full speed back. */
export const limitSpeed = (visit: Visit, bytesPerSecond?: number): Promise<void> =>
  setConditions(visit, bytesPerSecond === undefined ? {} : { bytesPerSecond })

export const cutLine = (visit: Visit): Promise<void> => setConditions(visit, { offline: true })

/** Chooses files of the disk in the form for a new meeting and sends it off. */
export async function addFiles(visit: Visit, paths: string[]): Promise<void> {
  await openAdd(visit, 'file')
  await visit.page.setInputFiles('dialog input[type=file]', paths)
  await visit.page.waitForSelector('.picked')
  await submitAdd(visit)
  await visit.page.waitForSelector('dialog', { state: 'detached' })
}

export const rowOf = (visit: Visit, name: string): Locator =>
  visit.page.locator('.dock-row', { hasText: name })

export const waitForRow = (visit: Visit, name: string, state: string): Promise<void> =>
  visit.page.locator(`.dock-row[data-upload-state="${state}"]`, { hasText: name }).waitFor()

export const offerAgain = (visit: Visit, name: string, path: string): Promise<void> =>
  rowOf(visit, name).locator('input[type=file]').setInputFiles(path)

/** The open upload that the page itself remembers. */
export async function rememberedIds(visit: Visit): Promise<string[]> {
  return visit.page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('aam.uploads', 1)
        opening.addEventListener('error', () => reject(opening.error))
        opening.addEventListener('success', () => {
          const database = opening.result
          if (!database.objectStoreNames.contains('open')) return resolve([])
          const asked = database.transaction('open').objectStore('open').getAllKeys()
          asked.addEventListener('success', () => {
            database.close()
            resolve(asked.result.map(String))
          })
        })
      }),
  )
}

export const readUpload = (visit: Visit, id: string): Promise<UploadView> =>
  callApi<UploadView>(visit.page, 'GET', `/uploads/${id}`)

/** Waits until some parts are there and others are not. */
export async function untilUnderWay(visit: Visit, id: string): Promise<UploadView> {
  for (;;) {
    const view = await readUpload(visit, id)
    if (view.arrived.length > 0) return view
    await visit.page.waitForTimeout(50)
  }
}

/** The numbers of the parts that the page sends from now on. */
export function watchParts(visit: Visit): Set<number> {
  const numbers = new Set<number>()
  visit.page.on('request', (request) => {
    const number = new URL(request.url()).searchParams.get('partNumber')
    if (request.method() === 'PUT' && number) numbers.add(Number(number))
  })
  return numbers
}
