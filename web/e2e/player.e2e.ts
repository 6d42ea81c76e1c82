import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import {
  baseUrl,
  desktop,
  openVisit,
  phone,
  type Screen,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addRecorded, lineSeconds, toneSeconds, toneWav } from './support/recorded-meeting.ts'
import { addAndWait } from './support/steps.ts'
import { lineCount, webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const lengthSeconds = lineCount * lineSeconds
const recording = toneWav(lineCount)
const transcript = { name: 'tones.vtt', text: webvtt('en', toneSeconds) }

const browser = useBrowser()

async function openRecorded(
  title: string,
  screen: Screen = desktop,
): Promise<Visit & { id: string }> {
  const visit = await openVisit(browser, screen, 'en')
  await signIn(visit, 'en')
  const id = await addRecorded(visit, title, recording, transcript)
  await untilPlayable(visit.page)
  return { ...visit, id }
}

interface Heard {
  second: number
  isPaused: boolean
  rate: number
  address: string
}

const heard = (page: Page): Promise<Heard> =>
  page.locator('.player :is(audio, video)').evaluate((element) => {
    const media = element as HTMLMediaElement
    const { currentTime, paused, playbackRate, currentSrc } = media
    return { second: currentTime, isPaused: paused, rate: playbackRate, address: currentSrc }
  })

async function untilHeard(page: Page, is: (now: Heard) => boolean): Promise<Heard> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const now = await heard(page)
    if (is(now)) return now
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(now)}`)
    await Bun.sleep(40)
  }
}

const untilPlayable = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const media = document.querySelector<HTMLMediaElement>('.player audio')
    return media !== null && media.readyState >= 1
  })

const spokenTime = (page: Page): Promise<string> =>
  page.locator('.segment-spoken .segment-time').innerText()

test('evidence plays its moment, and the transcript goes along', async () => {
  const visit = await openRecorded('Evidence is heard')
  const { page, t } = visit
  const player = page.locator('.player')
  expect(await player.locator('.player-place').innerText()).toContain('00:00 / 02:00')
  const slider = player.getByRole('slider', { name: t('player.seek') })
  expect(await slider.getAttribute('aria-valuemax')).toBe(String(lengthSeconds))

  const chip = page.locator('button.evidence-chip').first()
  const [minutes = 0, seconds = 0] = (await chip.innerText()).split(/[:\s]/).map(Number)
  const startsAt = minutes * 60 + seconds
  await chip.click()
  await page.locator('.evidence-chip.evidence-shown').waitFor()
  const now = await untilHeard(page, ({ isPaused, second }) => !isPaused && second > 0)
  expect(now.second).toBeGreaterThanOrEqual(Math.max(0, startsAt - 1))
  expect(now.second).toBeLessThan(startsAt + toneSeconds)
  await page.locator('mark[data-evidence]').waitFor()
  expect(await player.getByRole('status').last().innerText()).toContain(
    t('player.playingFrom', { place: '' }).trim(),
  )
  // The chip is marked no longer than its words are heard; the recording plays on.
  await page.locator('.evidence-chip.evidence-shown').waitFor({ state: 'detached' })
  const after = await heard(page)
  expect(after.isPaused).toBe(false)
  expect(after.second).toBeGreaterThanOrEqual(startsAt + toneSeconds)

  const row = page.locator('.segment-row', { hasText: 'connect the scales' })
  await row.locator('.segment-play').click()
  await untilHeard(page, ({ second }) => second >= 40 && second < 48)
  expect(await spokenTime(page)).toBe('00:40')
  expect(await player.locator('.player-speaker').innerText()).toBe('Tim North')

  await page.locator('.transcript-scroll').hover()
  await page.mouse.wheel(0, 5_000)
  const follow = page.getByRole('button', { name: t('player.follow') })
  await follow.click()
  await follow.waitFor({ state: 'detached' })
  expect(await page.locator('.segment-spoken').isVisible()).toBe(true)
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 120_000)

test('keys play and move unless a field or a control needs them', async () => {
  const { page, context, t, complaints } = await openRecorded('By keys')
  await page.keyboard.press('Space')
  await untilHeard(page, ({ isPaused }) => !isPaused)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await untilHeard(page, ({ second }) => second >= 10)
  await page.keyboard.press('ArrowLeft')
  await untilHeard(page, ({ second }) => second < 10 && second > 4)
  await page.keyboard.press('Space')
  const { second: stoodAt } = await untilHeard(page, ({ isPaused }) => isPaused)

  await page.keyboard.press('/')
  await page.keyboard.type('the pilot')
  await page.keyboard.press('ArrowLeft')
  expect(await page.inputValue('.find-input')).toBe('the pilot')
  expect(await heard(page)).toMatchObject({ isPaused: true, second: stoodAt })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')

  const slider = page.getByRole('slider', { name: t('player.seek') })
  await slider.focus()
  await page.keyboard.press('End')
  await untilHeard(page, ({ second }) => second > lengthSeconds - 1)
  await page.keyboard.press('Home')
  await untilHeard(page, ({ second }) => second === 0)
  await page.keyboard.press('PageUp')
  await untilHeard(page, ({ second }) => second === 30)
  expect(await slider.getAttribute('aria-valuetext')).toContain('00:30')

  // One stop for Tab in the transcript; arrows walk along the times, Enter plays.
  await page.locator('.segment-play').first().focus()
  const focusedAt = (time: string) =>
    page.locator('.segment-play:focus', { hasText: time }).waitFor()
  await focusedAt('00:00')
  await page.keyboard.press('ArrowDown')
  await focusedAt('00:08')
  await page.keyboard.press('ArrowDown')
  await focusedAt('00:16')
  expect(await page.locator('.segment-play[tabindex="0"]').count()).toBe(1)
  await page.keyboard.press('Enter')
  await untilHeard(page, ({ second, isPaused }) => !isPaused && second >= 16 && second < 24)

  await page.keyboard.press('?')
  await page.getByText(t('keys.play')).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('option', { name: t('keys.play') }).click()
  await untilHeard(page, ({ isPaused }) => isPaused)
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('speed is remembered, silence is skipped on demand', async () => {
  const { page, context, t } = await openRecorded('Faster')
  await page.locator('.player-speed').click()
  await page.getByRole('menuitemradio', { name: '2×' }).click()
  expect((await heard(page)).rate).toBe(2)
  await page.reload()
  await untilPlayable(page)
  await page.waitForFunction(
    () => document.querySelector<HTMLMediaElement>('.player audio')?.playbackRate === 2,
  )

  const skip = page.locator('.player-skip')
  expect(await skip.getAttribute('aria-pressed')).toBe('false')
  // Three seconds of silence in each line, less what is left on both sides.
  expect(await skip.innerText()).toMatch(/−00:3\d/)
  await skip.click()
  await page.locator('.player audio').evaluate((element) => {
    const media = element as HTMLMediaElement
    const jumps: number[] = []
    Object.assign(window, { jumps })
    media.addEventListener('seeking', () => jumps.push(media.currentTime))
  })
  await page.locator('.segment-play').nth(1).click()
  // From where the second tone ends to just before the third begins.
  await page.waitForFunction((soundsAt) => {
    const { jumps } = window as unknown as { jumps: number[] }
    return jumps.some((second) => second > soundsAt - 0.6 && second < soundsAt)
  }, lineSeconds * 2)
  expect(await skip.getAttribute('title')).toBe(
    t('player.skipSilence', { time: (await skip.innerText()).split('−')[1] ?? '' }),
  )
  await context.close()
}, 120_000)

test('an address that ran out is renewed while the person listens', async () => {
  const { page, context, complaints } = await openRecorded('Run out')
  const { address: first } = await heard(page)
  // Addresses are signed to the second: one renewed within the same second is the same again.
  await Bun.sleep(1_100)
  // From here on the storage refuses the address that the page began with.
  let refused = 0
  await page.route(
    (url) => url.href === first,
    (route) => {
      refused += 1
      return route.fulfill({ status: 403, body: 'Request has expired' })
    },
  )
  await page.locator('.segment-play', { hasText: '01:36' }).click()
  const now = await untilHeard(page, (now) => !now.isPaused && now.second > 96)
  expect(now.second).toBeLessThan(104)
  expect(now.address).not.toBe(first)
  expect(refused).toBeGreaterThan(0)
  expect(await page.locator('.player-fault').count()).toBe(0)
  expect(complaints).toEqual([])
  await context.close()
}, 120_000)

test('what cannot be played says so and can be downloaded', async () => {
  const { page, context, t, id } = await openRecorded('Not for this browser')
  const { address } = await heard(page)
  const { origin, pathname } = new URL(address)
  const breakAll = (isBroken: (path: string) => boolean): Promise<unknown> =>
    page.route(
      (url) => url.origin === origin && isBroken(url.pathname),
      (route) => route.fulfill({ status: 200, contentType: 'audio/wav', body: 'no sound at all' }),
    )
  await breakAll((path) => path === pathname)
  await page.goto(`${baseUrl()}/meetings/${id}`)
  const fault = page.locator('.player-fault')
  // The copy of its sound takes its place.
  await untilPlayable(page)
  expect((await heard(page)).address).not.toContain(pathname)
  expect(await fault.count()).toBe(0)
  const folder = pathname.slice(0, pathname.lastIndexOf('/'))
  await breakAll((path) => path.startsWith(folder))
  await page.goto(`${baseUrl()}/meetings/${id}`)
  await fault.waitFor()
  expect(await fault.innerText()).toContain('tones.wav')
  await fault.getByRole('button', { name: t('player.download') }).waitFor()
  await page.unrouteAll()
  await fault.getByRole('button', { name: t('action.retry') }).click()
  await untilHeard(page, ({ isPaused, second }) => !isPaused && second > 0)
  expect(await fault.count()).toBe(0)
  await context.close()
}, 120_000)

test('on a phone the player stays below both the result and the transcript', async () => {
  const { page, context, t } = await openRecorded('Pinned', { ...phone, width: 360, height: 740 })
  const pinned = () =>
    page.waitForFunction(() => {
      const player = document.querySelector('.player')?.getBoundingClientRect()
      const nav = document.querySelector('.nav')?.getBoundingClientRect()
      return player && nav && Math.abs(player.bottom - nav.top) <= 1 && player.height < 130
    })
  await pinned()
  await page.locator('[data-item]').last().scrollIntoViewIfNeeded()
  await pinned()
  await page.getByRole('tab', { name: t('meeting.transcript') }).click()
  await pinned()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await page.locator('.play-button').tap()
  await untilHeard(page, ({ isPaused }) => !isPaused)
  await context.close()
}, 120_000)

test('without a recording everything is as it was', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  await signIn(visit, 'en')
  await addAndWait(visit, 'No sound', { name: 'quiet.vtt', text: webvtt('en') })
  const { page } = visit
  expect(await page.locator('.player, .segment-play').count()).toBe(0)
  await page.locator('button.evidence-chip').first().click()
  await page.locator('.evidence-chip.evidence-shown').waitFor()
  await page.locator('mark[data-evidence]').waitFor()
  expect(visit.complaints).toEqual([])
  await visit.context.close()
}, 60_000)
