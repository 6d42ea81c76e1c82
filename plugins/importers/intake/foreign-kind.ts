import { ImportError, type ImportReason } from '../import-error.ts'
import { READABLE_FORMATS } from './readable-formats.ts'

/** A file that is not a transcript: what it is, and what to provide or do instead. */
export interface ForeignKind {
  reason: ImportReason
  what: string
  bring: string
}

export const recording = (what: string): ForeignKind => ({
  reason: 'recording',
  what: `${what}, not a transcript`,
  bring: 'Upload it as a recording, and it will be transcribed.',
})
export const document = (what: string, reason: ImportReason = 'office_document'): ForeignKind => ({
  reason,
  what: `${what}, which AAM does not read as a transcript`,
  bring: 'Save it as plain text, or export WebVTT or SRT captions, and bring that file.',
})
export const other = (what: string, reason: ImportReason = 'picture'): ForeignKind => ({
  reason,
  what: `${what}, not a transcript`,
  bring: 'Bring the transcript itself as WebVTT, SRT or plain text.',
})
export const archive = (what: string): ForeignKind => ({
  reason: 'archive',
  what: `${what}, not a transcript`,
  bring: 'Unpack it and bring the file inside.',
})

export const refuse = ({ reason, what, bring }: ForeignKind, name: string): never => {
  throw new ImportError('transcript_unrecognised', reason, `${name} is ${what}. ${bring}`, {
    expected: READABLE_FORMATS,
  })
}
