import type { Visit } from './browser.ts'

/** Uploads a transcript to a meeting as its page would. */
export async function uploadTranscript(
  { page }: Visit,
  meetingId: string,
  transcript: { text: string; name?: string },
): Promise<void> {
  await page.evaluate(
    async ([id, text, name]) => {
      const response = await fetch(`/api/v1/meetings/${id}/transcript`, {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'x-aam-csrf': '1',
          ...(name === undefined ? {} : { 'x-file-name': encodeURIComponent(name) }),
        },
        body: text,
      })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    },
    [meetingId, transcript.text, transcript.name] as const,
  )
}
