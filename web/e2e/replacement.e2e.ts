import { expect, test } from 'bun:test'
import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import { callApi, desktop, openVisit, phone, signIn } from './support/browser.ts'
import { picture } from './support/picture.ts'
import { toneWav, untilIdle, uploadTo } from './support/recorded-meeting.ts'
import { addAndWait, itemById, itemIds, waitForState } from './support/steps.ts'
import { webvtt } from './support/transcripts.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()

// Nothing transcribes here: the new recording waits, until it is stopped.
for (const state of ['waiting', 'cancelled'] as const) {
  for (const [locale, screen] of [
    ['en', desktop],
    ['ru', phone],
  ] as const) {
    test(`what was here is kept, and can be reviewed, beside a recording that is ${state}, ${locale}`, async () => {
      const visit = await openVisit(browser, screen, locale)
      const { page, t } = visit
      await signIn(visit, locale)
      const title = locale === 'ru' ? 'Прежний итог' : 'What was here'
      const id = await addAndWait(visit, title, { name: 'before.vtt', text: webvtt(locale) })
      const [item = ''] = await itemIds(visit)
      await uploadTo(visit, id, 'tones.wav', toneWav(2))
      expect((await untilIdle(visit, id)).status).toBe('waiting')
      if (state === 'cancelled') await callApi(page, 'POST', `/meetings/${id}/cancel`)
      await page.reload()
      const keep = page.getByRole('button', { name: t('replacement.discard') })
      await keep.waitFor()
      const said = state === 'waiting' ? 'pending' : 'stopped'
      await page.getByText(t(`replacement.${said}.recording`, { file: 'tones.wav' })).waitFor()
      await itemById(visit, item).waitFor()
      await picture(visit, `replacement-${state}-${locale}`)
      await keep.click()
      await keep.waitFor({ state: 'detached' })
      expect((await callApi<MeetingView>(page, 'GET', `/meetings/${id}`)).status).toBe('in_review')
      await itemById(visit, item).focus()
      await page.keyboard.press('x')
      await waitForState(visit, item, 'rejected')
      expect(visit.complaints).toEqual([])
      await visit.context.close()
    }, 60_000)
  }
}
