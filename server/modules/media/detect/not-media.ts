import { AppError } from '../../../platform/errors.ts'
import type { ForeignKind } from './detect-media.ts'

const words: Record<ForeignKind, string> = {
  transcript: 'This is text and no recording. Bring it as a transcript instead.',
  zip: 'This is an archive or a document. Unpack it and upload the recording that is inside.',
  pdf: 'This is a PDF. Upload the recording itself, or bring the text as a transcript.',
  image: 'This is a picture. Upload the recording itself.',
  document: 'This is a document. Upload the recording itself, or bring the text as a transcript.',
  empty: 'The file is empty. Export the recording again.',
  unknown:
    'This is no recording that AAM knows, or it is damaged. Export it as MP4, WebM, MP3, M4A or WAV and upload that.',
}

/** The refusal of a file that is neither sound nor video, with what it is and what to do. */
export const notMedia = (kind: ForeignKind): AppError =>
  new AppError('not_media', `${words[kind]} The upload was removed.`, [
    { pointer: '', detail: words[kind], reason: `media_${kind}` },
  ])
