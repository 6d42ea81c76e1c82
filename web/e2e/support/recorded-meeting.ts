import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { SignedParts, UploadView } from '../../../server/modules/media/contract.ts'
import { baseUrl, callApi, type Visit } from './browser.ts'
import type { FileToAdd } from './steps.ts'
import { uploadTranscript } from './upload-transcript.ts'

/** As in the transcripts of these flows: a line begins every so often and fills less than all of it. */
export const lineSeconds = 8
export const toneSeconds = 5

const rateHz = 16_000
const headBytes = 44

/** A WAV file (RIFF, PCM 16 bit, stereo) with a tone for each line and silence between them. */
export function toneWav(lines: number): Uint8Array<ArrayBuffer> {
  const frames = lines * lineSeconds * rateHz
  const bytes = new ArrayBuffer(headBytes + frames * 4)
  const view = new DataView(bytes)
  const write = (at: number, text: string): void => {
    for (const [index, sign] of [...text].entries())
      view.setUint8(at + index, sign.codePointAt(0) ?? 0)
  }
  write(0, 'RIFF')
  view.setUint32(4, bytes.byteLength - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, rateHz * 4, true)
  view.setUint16(32, 4, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, frames * 4, true)
  const samples = new Int16Array(bytes, headBytes)
  for (let frame = 0; frame < frames; frame += 1) {
    const second = frame / rateHz
    if (second % lineSeconds >= toneSeconds) continue
    const hz = 220 + 40 * (Math.floor(second / lineSeconds) % 5)
    const sample = Math.round(Math.sin(2 * Math.PI * hz * second) * 9_000)
    samples[frame * 2] = sample
    samples[frame * 2 + 1] = sample
  }
  return new Uint8Array(bytes)
}

export async function uploadTo(
  visit: Visit,
  meetingId: string,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { page } = visit
  const { id, parts, partSizeBytes } = await callApi<UploadView>(
    page,
    'POST',
    `/meetings/${meetingId}/uploads`,
    { fileName: name, sizeBytes: bytes.byteLength, contentType: 'audio/wav' },
  )
  const numbers = Array.from({ length: parts }, (_, at) => at + 1)
  const signed = await callApi<SignedParts>(page, 'POST', `/uploads/${id}/parts`, { numbers })
  const sent: { number: number; etag: string }[] = []
  for (const { number, url, headers } of signed.data) {
    const part = bytes.slice((number - 1) * partSizeBytes, number * partSizeBytes)
    const response = await fetch(new URL(url, page.url()), { method: 'PUT', headers, body: part })
    if (!response.ok) throw new Error(`Part ${number}: ${response.status} ${await response.text()}`)
    sent.push({ number, etag: response.headers.get('etag') ?? '' })
  }
  await callApi(page, 'POST', `/uploads/${id}/complete`, { parts: sent })
}

const atWork = new Set(['uploading', 'queued', 'transcribing', 'analysing'])

export async function untilIdle(visit: Visit, meetingId: string): Promise<MeetingView> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const meeting = await callApi<MeetingView>(visit.page, 'GET', `/meetings/${meetingId}`)
    if (!atWork.has(meeting.status)) return meeting
    if (Date.now() > deadline) throw new Error(`The meeting is still ${meeting.status}`)
    await Bun.sleep(100)
  }
}

/** A meeting with a recording and, beside it, a transcript that was brought in; opens its page. */
export async function addRecorded(
  visit: Visit,
  title: string,
  recording: Uint8Array<ArrayBuffer>,
  transcript: FileToAdd,
): Promise<string> {
  const { page } = visit
  const { id } = await callApi<MeetingView>(page, 'POST', '/meetings', {
    title,
    scenario: { id: 'general-minutes' },
  })
  await uploadTo(visit, id, 'tones.wav', recording)
  await untilIdle(visit, id)
  await uploadTranscript(visit, id, transcript)
  await page.goto(`${baseUrl()}/meetings/${id}`)
  await page.waitForSelector('[data-item]')
  return id
}
