import { expect, test } from 'bun:test'
import {
  baseUrl,
  desktop,
  laptop,
  openVisit,
  phone,
  signIn,
  type Visit,
} from './support/browser.ts'
import { addRecorded, toneWav, untilIdle } from './support/recorded-meeting.ts'
import { expectSound } from './support/sound.ts'
import { uploadTranscript } from './support/upload-transcript.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

const captions = (who: string, decided: string): string =>
  [
    'WEBVTT',
    ...Array.from({ length: 8 }, (_, at) => {
      const from = `00:00:${String(at * 5).padStart(2, '0')}.000`
      const to = `00:00:${String(at * 5 + 4).padStart(2, '0')}.000`
      const text = at === 2 ? decided : `Line ${at} of what ${who} said about the offices.`
      return `${from} --> ${to}\n<v ${who}>${text}`
    }),
  ].join('\n\n')
const first = {
  name: 'first heard.vtt',
  text: captions('Anna', 'We decided to rent the office in Bankside.'),
}
const second = {
  name: 'second heard.vtt',
  text: captions('Boris', 'We decided to buy the office in Southwark.'),
}

async function turnTo({ page, t }: Visit, side: 'transcript' | 'result'): Promise<void> {
  // On a phone the result and the transcript take turns.
  const tabs = page.locator('.pane-tabs')
  if (await tabs.isVisible()) await tabs.getByRole('tab', { name: t(`meeting.${side}`) }).click()
}

test.each([
  ['en', laptop],
  ['ru', phone],
] as const)(
  'old transcripts are read on the page of the meeting, and shown again: %s',
  async (locale, screen) => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t, complaints } = visit
    await signIn(visit, locale)
    const id = await addRecorded(visit, `Heard twice ${locale}`, toneWav(6), first)
    await uploadTranscript(visit, id, second)
    await untilIdle(visit, id)
    await page.goto(`${baseUrl()}/meetings/${id}`)
    await page.waitForSelector('[data-item]')
    await turnTo(visit, 'transcript')
    const choice = page.getByLabel(t('transcripts.label', { count: 2 }))
    await choice.waitFor()
    const options = await choice.locator('option').allInnerTexts()
    expect(options.map((words) => words.includes(t('transcripts.shown')))).toEqual([true, false])
    expect(options[1]).toContain('first heard.vtt')
    const words = page.locator('.segment-text')
    await words.filter({ hasText: 'Southwark' }).waitFor()

    // The old one is read, and nothing of it can be changed.
    const [, old = ''] = await choice
      .locator('option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))
    await choice.selectOption(old)
    await words.filter({ hasText: 'Bankside' }).waitFor()
    await page.getByText(t('transcripts.other')).waitFor()
    expect(await page.locator('.segment-menu, .speaker-name').count()).toBe(0)
    await expectSound(visit, `transcripts-${locale}`)

    // What an item cites is looked up in the transcript of the result.
    await turnTo(visit, 'result')
    await page.locator('[data-item] .evidence-chip').first().click()
    await words.filter({ hasText: 'Southwark' }).waitFor()
    expect(await page.getByText(t('transcripts.other')).count()).toBe(0)

    await choice.selectOption(old)
    await page.getByRole('button', { name: t('transcripts.use') }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('adopt.confirm') })
      .click()
    await page.getByText(t('transcripts.adopted')).waitFor()
    await words.filter({ hasText: 'Bankside' }).waitFor()
    expect(await page.getByText(t('transcripts.other')).count()).toBe(0)
    const after = await choice.locator('option').allInnerTexts()
    expect(after.map((option) => option.includes(t('transcripts.shown')))).toEqual([false, true])
    await turnTo(visit, 'result')
    await page.getByText('Bankside').first().waitFor()
    expect(complaints).toEqual([])
    await visit.context.close()
  },
  120_000,
)

test('another run is shown with the transcript that it cites', async () => {
  const visit = await openVisit(browser, desktop, 'en')
  const { page, complaints } = visit
  await signIn(visit, 'en')
  const id = await addRecorded(visit, 'Heard by two', toneWav(6), first)
  const { currentRunId } = await untilIdle(visit, id)
  await uploadTranscript(visit, id, second)
  await untilIdle(visit, id)
  await page.goto(`${baseUrl()}/meetings/${id}?run=${currentRunId}`)
  await page.waitForSelector('[data-item]')
  await page.locator('.segment-text').filter({ hasText: 'Bankside' }).waitFor()
  expect(await page.locator('.segment-menu').count()).toBe(0)
  expect(complaints).toEqual([])
  await visit.context.close()
}, 120_000)
