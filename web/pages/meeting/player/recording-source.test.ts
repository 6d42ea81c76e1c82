import { describe, expect, test } from 'bun:test'
import type { MediaView } from '../../../../server/modules/media/contract.ts'
import { recordingSource, type RecordingSource } from './recording-source.ts'

const signed = (url: string) => ({ url, expiresAt: '2026-11-18T10:00:00Z' })

const view = (more: Partial<MediaView>): MediaView => ({
  id: 'media',
  meetingId: 'meeting',
  fileName: 'call',
  kind: 'video',
  contentType: 'video/mp4',
  sizeBytes: 1,
  durationMs: 1_000,
  recording: signed('/recording'),
  audio: signed('/copy'),
  heardIn: 'recording',
  isSilent: false,
  missingMs: null,
  download: signed('/download'),
  peaks: null,
  createdAt: '2026-11-18T09:00:00Z',
  ...more,
})

const rows: {
  title: string
  view: MediaView | undefined
  isOnCopy?: boolean
  gives: Omit<RecordingSource, 'signed'> & { url: string | undefined }
}[] = [
  {
    title: 'plays nothing where there is no recording',
    view: undefined,
    gives: { kind: undefined, url: undefined, isSoundOnly: false, soundUrl: undefined },
  },
  {
    title: 'plays a video with its own sound',
    view: view({}),
    gives: { kind: 'video', url: '/recording', isSoundOnly: false, soundUrl: undefined },
  },
  {
    title: 'plays the copy of the sound beside a video whose sound browsers do not play',
    view: view({ heardIn: 'audio' }),
    gives: { kind: 'video', url: '/recording', isSoundOnly: false, soundUrl: '/copy' },
  },
  {
    title: 'plays the copy in place of audio that browsers do not play',
    view: view({ kind: 'audio', heardIn: 'audio' }),
    gives: { kind: 'audio', url: '/copy', isSoundOnly: false, soundUrl: undefined },
  },
  {
    title: 'plays the recording itself where there is no copy',
    view: view({ kind: 'audio', heardIn: 'audio', audio: null }),
    gives: { kind: 'audio', url: '/recording', isSoundOnly: false, soundUrl: undefined },
  },
  {
    title: 'plays only the sound of a video that did not play',
    view: view({ heardIn: 'audio' }),
    isOnCopy: true,
    gives: { kind: 'audio', url: '/copy', isSoundOnly: true, soundUrl: undefined },
  },
  {
    title: 'does not call a recording of sound alone a video without a picture',
    view: view({ kind: 'audio' }),
    isOnCopy: true,
    gives: { kind: 'audio', url: '/copy', isSoundOnly: false, soundUrl: undefined },
  },
]

describe('recordingSource', () => {
  for (const { title, view: given, isOnCopy = false, gives } of rows) {
    test(title, () => {
      const { signed: address, ...rest } = recordingSource(given, isOnCopy)
      expect({ ...rest, url: address?.url }).toEqual(gives)
    })
  }
})
