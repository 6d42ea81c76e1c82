import { ImportError } from '../import-error.ts'
import { READABLE_FORMATS } from './readable-formats.ts'

/** Something that is no transcript: what it is, and what to bring or do instead. */
export interface ForeignKind {
  what: string
  bring: string
}

export const recording = (what: string): ForeignKind => ({
  what: `${what}, not a transcript`,
  bring: 'Upload it as a recording, and it will be transcribed.',
})
export const document = (what: string): ForeignKind => ({
  what: `${what}, which AAM does not read as a transcript`,
  bring: 'Save it as plain text, or export WebVTT or SRT captions, and bring that file.',
})
export const other = (what: string): ForeignKind => ({
  what: `${what}, not a transcript`,
  bring: 'Bring the transcript itself as WebVTT, SRT or plain text.',
})
export const archive = (what: string): ForeignKind => ({
  what: `${what}, not a transcript`,
  bring: 'Unpack it and bring the file inside.',
})

export const refuse = ({ what, bring }: ForeignKind, name: string): never => {
  throw new ImportError('transcript_unrecognised', `${name} is ${what}. ${bring}`, {
    expected: READABLE_FORMATS,
  })
}
