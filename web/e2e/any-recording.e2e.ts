import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { desktop, openVisit, phone, signIn, type Visit } from './support/browser.ts'
import { makeMedia } from './support/make-media.ts'
import { addRecorded } from './support/recorded-meeting.ts'
import { expectSound } from './support/sound.ts'
import { lineCount, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const transcript = { name: 'tones.vtt', text: webvtt('en', 5) }
const seconds = lineCount * 8
const tone = `-f lavfi -i aevalsrc=0.3*sin(2*PI*300*t)*lt(mod(t\\,8)\\,5):d=${seconds}:s=16000`
const picture = `-f lavfi -i testsrc=d=${seconds}:s=64x64:r=5`
const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'

const browser = useBrowser()
const folder = mkdtempSync(join(tmpdir(), 'aam-any-'))
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
})

async function open(name: string, how: string, title: string): Promise<Visit> {
  const bytes = await makeMedia(join(folder, name), how)
  const visit = await openVisit(browser, desktop, 'en')
  // What plays without standing on the page is known as well.
  await visit.page.addInitScript(() => {
    const played: HTMLMediaElement[] = []
    Object.assign(globalThis, { played })
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      if (!played.includes(this)) played.push(this)
      return play.call(this)
    }
  })
  await signIn(visit, 'en')
  await addRecorded(visit, title, new Uint8Array(bytes), transcript)
  return visit
}

interface Playing {
  tag: string
  second: number
  isMuted: boolean
  isPaused: boolean
}

const playing = (page: Page): Promise<Playing[]> =>
  page.evaluate(() =>
    (globalThis as unknown as { played: HTMLMediaElement[] }).played.map((media) => ({
      tag: media.tagName,
      second: media.currentTime,
      isMuted: media.muted,
      isPaused: media.paused,
    })),
  )

async function untilPlaying(page: Page, is: (now: Playing[]) => boolean): Promise<Playing[]> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const now = await playing(page)
    if (is(now)) return now
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(now)}`)
    await Bun.sleep(50)
  }
}

test('a recording that browsers do not play is heard from its copy', async () => {
  const { page, context, t, complaints } = await open('alac.m4a', `${tone} -c:a alac`, 'ALAC')
  await page.getByRole('button', { name: t('player.play'), exact: true }).click()
  const [now] = await untilPlaying(page, (all) => all.some(({ second }) => second > 0.5))
  expect(now).toMatchObject({ tag: 'AUDIO', isMuted: false })
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('a video whose sound browsers do not play is seen, and heard from its copy in step with it', async () => {
  const { page, context, t, complaints } = await open(
    'dolby.mp4',
    `${picture} ${tone} ${h264} -c:a ac3`,
    'AC-3',
  )
  await page.getByRole('button', { name: t('player.play'), exact: true }).click()
  const isBoth = (all: Playing[]): boolean =>
    all.length === 2 && all.every(({ second }) => second > 1)
  const all = await untilPlaying(page, isBoth)
  const [seen, heard] = ['VIDEO', 'AUDIO'].map((tag) => all.find((one) => one.tag === tag))
  expect([seen?.isMuted, heard?.isMuted]).toEqual([true, false])
  expect(Math.abs((seen?.second ?? 0) - (heard?.second ?? 9))).toBeLessThan(0.5)
  await page.locator('.segment-row').nth(5).locator('.segment-play').click()
  await untilPlaying(page, (now) => now.every(({ second }) => second > 30))
  await page.getByRole('button', { name: t('player.pause'), exact: true }).click()
  await untilPlaying(page, (now) => now.every(({ isPaused }) => isPaused))
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('a silent recording says so', async () => {
  const silence = `-f lavfi -i anullsrc=d=${seconds}:r=16000:cl=mono -c:a flac`
  const { page, context, t } = await open('silent.flac', silence, 'Silent')
  await page.getByText(t('player.silent')).waitFor()
  await context.close()
}, 120_000)

test.each([
  ['en', desktop],
  ['ru', phone],
] as const)(
  'a recording is transcribed again, and what is shown stays: %s',
  async (locale, screen) => {
    const first = await open(`again-${locale}.m4a`, `${tone} -c:a aac`, `Again ${locale}`)
    const address = first.page.url()
    await first.context.close()
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await signIn(visit, locale)
    await page.goto(address)
    await page.waitForSelector('[data-item]')
    const openAgain = page.getByRole('button', { name: t('again.open') })
    // On a phone the result and the transcript take turns.
    const turnTo = async (side: 'transcript' | 'result'): Promise<void> => {
      const tabs = page.locator('.pane-tabs')
      if (await tabs.isVisible())
        await tabs.getByRole('tab', { name: t(`meeting.${side}`) }).click()
    }
    await turnTo('transcript')
    await openAgain.click()
    await page.getByLabel(t('add.spokenLanguage')).selectOption('ru')
    await page.getByLabel(t('again.keyTerms')).fill('Bankside, Контур')
    await expectSound(visit, `transcribe-again-${locale}`)
    await page.getByRole('button', { name: t('again.start'), exact: true }).click()
    await turnTo('result')
    await page
      .getByRole('button', { name: t('replacement.discard') })
      .first()
      .click()
    await turnTo('transcript')
    await openAgain.waitFor()
    await context.close()
  },
  120_000,
)
