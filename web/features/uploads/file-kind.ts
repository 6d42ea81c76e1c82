import {
  behindTag,
  detectMedia,
  type ForeignKind,
  headBytes,
} from '../../../server/modules/media/detect/detect-media.ts'
import { ownProblem, type Problem } from '../../lib/problem.ts'

/** As the server's own limits (server/modules/media/contract.ts and the importer). */
const largestRecordingBytes = 2 * 1024 ** 3
const largestTranscriptBytes = 20 * 1024 ** 2

export type FileKind = 'transcript' | 'audio' | 'video'
type Judged = { kind: FileKind; problem?: undefined } | { kind?: undefined; problem: Problem }
export type PickedFile = Judged & { file: File }
export type TakenFile = { file: File; kind: FileKind }
export type Recording = { file: File; kind: Exclude<FileKind, 'transcript'> }

/** Fewer bytes prove nothing: then the name says what a file is meant to be. */
const minBytes = 32
const audioNames =
  /\.(?:mp3|m4a|m4b|wav|wave|ogg|oga|opus|flac|aac|wma|amr|aif|aiff|aifc|caf|weba|w64|au|snd|ac3|eac3|wv|awb|dss|ds2|ra|ape|tta|m4p|aa|aax|spx|3ga)$/i
const videoNames =
  /\.(?:mp4|m4v|webm|mov|mkv|avi|wmv|mpg|mpeg|ts|mts|m2ts|3gp|3g2|flv|f4v|ogv|mxf|vob|asf|rm|rmvb|qt)$/i
const transcriptNames = /\.(?:vtt|srt|sbv|txt|text|md|markdown|json|docx|html?)$/i

type Head = Uint8Array

const isMarkedText = (head: Head): boolean =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)

const kindByName = (name: string): FileKind | undefined => {
  if (audioNames.test(name)) return 'audio'
  return videoNames.test(name) ? 'video' : undefined
}

/** What the server would make of it once it is there. */
async function detect(file: Blob, head: Head) {
  const from = behindTag(head)
  const behind = from === null ? undefined : await readPart(file, from)
  return detectMedia(head, behind ?? null)
}

/** Tabs, line and page ends, shifts of encodings, the end of old files: the controls that stand in text. */
const textControls = new Set([9, 10, 11, 12, 13, 14, 15, 26, 27])
const isForeign = (byte: number): boolean => byte < 32 && !textControls.has(byte)

/** UTF-16 has zeros at every other place and a mark in front. */
const isText = (head: Head): boolean => isMarkedText(head) || !head.some(isForeign)

function isWords(head: Head): boolean {
  try {
    return !/(?![\t\n\r])\p{Cc}/u.test(new TextDecoder('utf-8', { fatal: true }).decode(head))
  } catch {
    return isMarkedText(head)
  }
}

async function readPart(file: Blob, from: number): Promise<Head | undefined> {
  try {
    return new Uint8Array(await file.slice(from, from + headBytes).arrayBuffer())
  } catch {
    return undefined
  }
}

const refuse = (code: string): Judged => ({ problem: ownProblem(code) })

const recordingOfSize = (file: File, kind: FileKind): Judged =>
  file.size > largestRecordingBytes ? refuse('recording_too_large') : { kind }

/** Recordings that the server would refuse after hours of sending, by what is said of them. */
const refusals: Partial<Record<ForeignKind, string>> = {
  dictation: 'recording_dictation',
  protected: 'recording_protected',
  outdated: 'recording_outdated',
}

/** Tells recordings from transcripts by what is in them, with the same list as the server, then by their name. */
export async function judgeFile(file: File): Promise<Judged> {
  const head = await readPart(file, 0)
  if (!head) return refuse('file_unreadable')
  const { name } = file
  const found = await detect(file, head)
  const named = kindByName(name)
  // The same containers carry sound alone and pictures: then the name says what to show.
  if (!('refused' in found)) return recordingOfSize(file, named ?? found.kind)
  const refusal = refusals[found.refused]
  if (refusal) return refuse(refusal)
  if (named) {
    if (file.size === 0) return refuse('recording_empty')
    if (head.length < minBytes && !isWords(head)) return recordingOfSize(file, named)
    return refuse(isText(head) ? 'not_a_recording' : 'recording_unknown')
  }
  if (!transcriptNames.test(name) && !isText(head)) return refuse('neither_kind')
  return file.size > largestTranscriptBytes
    ? refuse('transcript_too_large')
    : { kind: 'transcript' }
}

export const pickedFile = async (file: File): Promise<PickedFile> => ({
  file,
  ...(await judgeFile(file)),
})

export const isTaken = (picked: PickedFile): picked is PickedFile & TakenFile =>
  picked.kind !== undefined

export const asRecording = ({ file, kind }: TakenFile): Recording | undefined =>
  kind === 'transcript' ? undefined : { file, kind }
