import type { ArtifactView } from '../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { callApi, type Visit } from './browser.ts'
import { webvtt } from './transcripts.ts'
import { uploadTranscript } from './upload-transcript.ts'

/** Asks until the answer fits, as long as the page itself would wait. */
export async function until<T>(
  read: () => Promise<T>,
  fits: (found: T) => boolean = Boolean,
): Promise<T> {
  for (const deadline = Date.now() + 30_000; ;) {
    const found = await read()
    if (fits(found)) return found
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(found)}`)
    await Bun.sleep(150)
  }
}

/** A meeting with the sample talk, once its result waits for review. */
export async function talkedMeeting(
  visit: Visit,
  title: string,
  scenario: { id: string; version?: string },
  text = webvtt('en'),
): Promise<string> {
  const { page } = visit
  const { id } = await callApi<MeetingView>(page, 'POST', '/meetings', {
    title,
    scenario,
    language: 'en',
  })
  await uploadTranscript(visit, id, { text })
  await until(
    () => callApi<MeetingView>(page, 'GET', `/meetings/${id}`),
    ({ status }) => status === 'in_review',
  )
  return id
}

/** Accepts every item of it, and then the whole. */
export async function acceptMeeting({ page }: Visit, id: string): Promise<void> {
  const { sections } = await callApi<ArtifactView>(page, 'GET', `/meetings/${id}/artifacts`)
  for (const item of sections.flatMap(({ items }) => items)) {
    const overrideNote = 'heard in the room'
    await callApi(page, 'POST', `/items/${item.id}/accept`, { overrideNote })
  }
  await callApi(page, 'POST', `/meetings/${id}/accept`)
}
