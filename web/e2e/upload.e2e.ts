import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { MediaView } from '../../server/modules/media/contract.ts'
import type { MeetingPage, MeetingView } from '../../server/modules/meetings/contract.ts'
import {
  baseUrl,
  callApi,
  credentials,
  desktop,
  fillSignIn,
  openVisit,
  phone,
  signIn,
} from './support/browser.ts'
import { seriousViolations } from './support/axe.ts'
import { makeRecordingFiles, type RecordingFiles } from './support/recordings.ts'
import { openAdd, submitAdd } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'
import {
  addFiles,
  cutLine,
  limitSpeed,
  offerAgain,
  readUpload,
  rememberedIds,
  rowOf,
  untilUnderWay,
  waitForRow,
  watchParts,
} from './support/upload-steps.ts'
import { useBrowser } from './support/use-browser.ts'

const largeBytes = 72_000_000
const slowBytesPerSecond = 9_000_000
/** For flows that do more on the way. */
const verySlowBytesPerSecond = 3_000_000

const browser = useBrowser()
let files: RecordingFiles
beforeAll(async () => {
  files = makeRecordingFiles()
})
afterAll(async () => {
  files.remove()
})

describe.each([
  ['en', desktop],
  ['ru', phone],
] as const)('an upload outlives a reload', (locale, screen) => {
  test(`${locale}, ${screen.name}`, async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    const name = `kickoff-${screen.name}.wav`
    const path = files.wave(name, largeBytes)
    await signIn(visit, locale)
    await limitSpeed(visit, slowBytesPerSecond)
    await addFiles(visit, [path])
    await waitForRow(visit, name, 'sending')
    const [id = ''] = await rememberedIds(visit)
    const { parts, meetingId } = await untilUnderWay(visit, id)
    expect(parts).toBe(9)
    const state = page.locator('.meeting-row', { hasText: name.slice(0, -4) })
    await state.locator('.progress').waitFor()

    await rowOf(visit, name)
      .getByRole('button', { name: t('dock.pauseOf', { name }) })
      .click()
    await waitForRow(visit, name, 'paused')
    await page.reload()
    await waitForRow(visit, name, 'needs_file')
    const { arrived } = await readUpload(visit, id)
    expect(arrived.length).toBeGreaterThan(0)
    expect(arrived.length).toBeLessThan(parts)

    expect(await seriousViolations(page)).toEqual([])

    const others = [
      files.wave(`other-${name}`, 2_000_000),
      files.wave(name, 2_000_000),
      files.wave(name, largeBytes, 333),
    ]
    for (const other of others) {
      await offerAgain(visit, name, other)
      await rowOf(visit, name).getByText(t('failure.another_file')).waitFor()
      expect(await rowOf(visit, name).getAttribute('data-upload-state')).toBe('needs_file')
    }

    const sent = watchParts(visit)
    await limitSpeed(visit)
    await offerAgain(visit, name, path)
    await waitForRow(visit, name, 'done')
    const wanted = Array.from({ length: parts }, (_, at) => at + 1).filter(
      (number) => !arrived.some((part) => part.number === number),
    )
    expect([...sent].sort((a, b) => a - b)).toEqual(wanted)
    expect((await readUpload(visit, id)).state).toBe('done')
    expect(await rememberedIds(visit)).toEqual([])
    const media = await callApi<MediaView>(page, 'GET', `/meetings/${meetingId}/media`)
    const digest = await page.evaluate(async (url) => {
      const bytes = await (await fetch(url)).arrayBuffer()
      return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    }, media.recording.url)
    expect(Buffer.from(digest).toString('hex')).toBe(
      new Bun.CryptoHasher('sha256').update(readFileSync(path)).digest('hex'),
    )
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(screen.width)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 120_000)
})

test('leaving while parts are on their way is asked about, a lost connection is waited for', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, context } = visit
  const name = 'on-the-train.wav'
  await signIn(visit, 'en')
  await limitSpeed(visit, verySlowBytesPerSecond)
  await addFiles(visit, [files.wave(name, largeBytes)])
  const [id = ''] = await rememberedIds(visit)
  await untilUnderWay(visit, id)
  const asked = page.waitForEvent('dialog')
  const leaving = page.goto(`${baseUrl()}/items`).catch(() => undefined)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await leaving

  await page.click('.nav a[href="/items"]')
  await page.waitForURL('**/items')
  await cutLine(visit)
  await waitForRow(visit, name, 'waiting')
  await limitSpeed(visit)
  await waitForRow(visit, name, 'done')
  expect((await readUpload(visit, id)).state).toBe('done')
  await context.close()
}, 120_000)

test('two tabs do not send one file twice, and the second takes over when the first is closed', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t, context } = visit
  const title = `twice-${Date.now().toString(36)}`
  const name = `${title}.wav`
  const path = files.wave(name, largeBytes)
  await signIn(visit, 'en')
  await limitSpeed(visit, verySlowBytesPerSecond)
  await addFiles(visit, [path])
  const [id = ''] = await rememberedIds(visit)
  await untilUnderWay(visit, id)

  const second = { ...visit, page: await context.newPage() }
  await openAdd(second, 'file')
  await waitForRow(second, name, 'elsewhere')
  await second.page.setInputFiles('dialog input[type=file]', path)
  await second.page.waitForSelector('.picked')
  await submitAdd(second)
  await second.page.getByText(t('failure.upload_twice')).waitFor()
  await second.page.keyboard.press('Escape')

  await page.close()
  await waitForRow(second, name, 'needs_file')
  await offerAgain(second, name, path)
  await waitForRow(second, name, 'done')
  expect((await readUpload(second, id)).state).toBe('done')
  const { data } = await callApi<MeetingPage>(second.page, 'GET', `/meetings?q=${title}`)
  expect(data).toHaveLength(1)
  await context.close()
}, 120_000)

test('where the browser keeps hold of the file, an upload goes on by itself after a reload', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  const name = `held-${Date.now().toString(36)}.wav`
  // A file of the browser's own has a real handle, and needs no dialog that a flow cannot operate.
  await page.addInitScript((fileName) => {
    const pick = async (): Promise<FileSystemFileHandle[]> => [
      await (await navigator.storage.getDirectory()).getFileHandle(fileName),
    ]
    Object.assign(globalThis, { showOpenFilePicker: pick })
  }, name)
  await signIn(visit, 'en')
  const header = [...readFileSync(files.wave('head.wav', 200_000)).subarray(0, 44)]
  await page.evaluate(
    async ([fileName, head, sizeBytes]) => {
      const folder = await navigator.storage.getDirectory()
      const handle = await folder.getFileHandle(fileName, { create: true })
      const writer = await handle.createWritable()
      await writer.write(Uint8Array.from(head))
      await writer.truncate(sizeBytes)
      await writer.close()
    },
    [name, header, largeBytes] as const,
  )
  await limitSpeed(visit, slowBytesPerSecond)
  await openAdd(visit, 'file')
  await page.locator('dialog').getByText(t('add.choose'), { exact: true }).click()
  await page.waitForSelector('.picked')
  await submitAdd(visit)
  await waitForRow(visit, name, 'sending')
  const [id = ''] = await rememberedIds(visit)
  await untilUnderWay(visit, id)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await waitForRow(visit, name, 'sending')
  await limitSpeed(visit)
  await waitForRow(visit, name, 'done')
  expect((await readUpload(visit, id)).state).toBe('done')
  await visit.context.close()
}, 120_000)

test('recordings and transcripts go side by side, and what is neither says so', async () => {
  const visit = await openVisit(browser, phone, 'ru')
  const { page, t } = visit
  const stamp = Date.now().toString(36)
  await signIn(visit, 'ru')
  await openAdd(visit, 'file')
  const vtt = files.bytes(`teams-${stamp}.vtt`, new TextEncoder().encode(webvtt('ru')))
  const photo = files.bytes(`photo-${stamp}.png`, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0))
  await page.setInputFiles('dialog input[type=file]', [
    files.wave(`one-${stamp}.wav`, 1_000_000),
    files.wave(`two-${stamp}.wav`, 12_000_000),
    vtt,
    photo,
  ])
  await page.getByText(t('failure.neither_kind')).waitFor()
  await submitAdd(visit)
  await page.getByText(t('dock.done', { count: 3 })).waitFor()
  expect(await rowOf(visit, photo.slice(-12)).count()).toBe(0)
  for (const name of ['one', 'two', 'teams']) {
    await page.locator('.meeting-row', { hasText: `${name}-${stamp}` }).waitFor()
  }
  await visit.context.close()
}, 120_000)

test('what is no recording is refused in words before it is sent, and leaves no meeting', async () => {
  const visit = await openVisit(browser, desktop, 'ru')
  const { page, t } = visit
  const name = `noise-${Date.now().toString(36)}.mp4`
  await signIn(visit, 'ru')
  await openAdd(visit, 'file')
  await page.setInputFiles('dialog input[type=file]', [
    files.bytes(
      name,
      new Uint8Array(300_000).map((_, at) => (at * 7) % 256),
    ),
  ])
  await page.getByText(t('failure.recording_unknown')).waitFor()
  await submitAdd(visit)
  expect(await rowOf(visit, name).count()).toBe(0)
  expect(await page.locator('.meeting-row', { hasText: name.slice(0, -4) }).count()).toBe(0)
  expect(await rememberedIds(visit)).toEqual([])
  await visit.context.close()
}, 60_000)

test('an upload that is given up takes its meeting along; one of another meeting leaves it', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  await signIn(visit, 'en')
  await limitSpeed(visit, slowBytesPerSecond)
  const giveUp = async (name: string): Promise<void> => {
    await rowOf(visit, name)
      .getByRole('button', { name: t('dock.cancelOf', { name }) })
      .click()
    await page.locator('dialog .button-danger').click()
    await rowOf(visit, name).waitFor({ state: 'detached' })
  }
  await addFiles(visit, [files.wave('given-up.wav', largeBytes)])
  const [id = ''] = await rememberedIds(visit)
  const { meetingId } = await untilUnderWay(visit, id)
  await giveUp('given-up.wav')
  await page.locator(`a[href="/meetings/${meetingId}"]`).waitFor({ state: 'detached' })

  const draft = await callApi<MeetingView>(page, 'POST', '/meetings', {
    title: 'Kept',
    scenario: { id: 'general-minutes' },
    language: 'en',
  })
  await page.goto(`${baseUrl()}/meetings/${draft.id}`)
  await page.setInputFiles('.stage input[type=file]', files.wave('kept.wav', largeBytes))
  await waitForRow(visit, 'kept.wav', 'sending')
  await page.locator('.stage .progress').waitFor()
  await page.getByText(t('uploading.keepOpen')).waitFor()
  await giveUp('kept.wav')
  await page.getByText(t('meeting.draft.title')).waitFor()
  await visit.context.close()
}, 120_000)

test('signing out gives up what is on its way, after a question', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, t } = visit
  // A session of its own: the others share one that must go on.
  const { email, password } = credentials()
  await page.goto(baseUrl())
  await page.waitForSelector('input[name=password]')
  await fillSignIn(visit, email, password)
  await page.waitForSelector('.nav')
  await callApi(page, 'PATCH', '/me', { locale: 'en' })
  await limitSpeed(visit, slowBytesPerSecond)
  await addFiles(visit, [files.wave('secret.wav', largeBytes)])
  const [id = ''] = await rememberedIds(visit)
  await untilUnderWay(visit, id)
  const leave = async (): Promise<void> => {
    await page.locator('.account-initial').click()
    await page.getByText(t('account.signOut')).click()
    await page.getByText(t('uploading.signOutAsk', { count: 1 })).waitFor()
  }
  await leave()
  await page.locator('dialog').getByText(t('action.cancel')).click()
  expect(await rememberedIds(visit)).toEqual([id])
  await leave()
  await page.locator('dialog .button-danger').click()
  await page.waitForSelector('input[name=password]')
  expect(await rememberedIds(visit)).toEqual([])

  const later = await openVisit(browser, desktop, 'en')
  await signIn(later, 'en')
  const { data } = await callApi<MeetingPage>(later.page, 'GET', '/meetings?q=secret')
  expect(data).toEqual([])
  await later.context.close()
  await visit.context.close()
}, 120_000)
