import { ownProblem, type Problem } from '../../../lib/problem.ts'

/** As the server's own limits (server/modules/media/contract.ts and the importer). */
const largestRecordingBytes = 2 * 1024 ** 3
const largestTranscriptBytes = 20 * 1024 ** 2

export type FileKind = 'transcript' | 'audio' | 'video'
type Judged = { kind: FileKind; problem?: undefined } | { kind?: undefined; problem: Problem }
export type PickedFile = Judged & { file: File }
export type TakenFile = { file: File; kind: FileKind }
export type Recording = { file: File; kind: Exclude<FileKind, 'transcript'> }

const headBytes = 4_096
const audioNames = /\.(?:mp3|m4a|m4b|wav|wave|ogg|oga|opus|flac|aac|wma|amr|aif|aiff|caf|weba)$/i
const videoNames = /\.(?:mp4|m4v|webm|mov|mkv|avi|wmv|mpg|mpeg|ts|mts|3gp|flv|ogv)$/i
const transcriptNames = /\.(?:vtt|srt|sbv|txt|text|md|markdown|json|docx|html?)$/i

type Head = Uint8Array

const ascii = (head: Head, at: number, length: number): string =>
  String.fromCodePoint(...head.subarray(at, at + length))

const startsWith = (head: Head, ...bytes: number[]): boolean =>
  bytes.every((byte, at) => head[at] === byte)

function kindOfRiff(head: Head): FileKind | undefined {
  const form = ascii(head, 8, 4)
  if (form === 'WAVE') return 'audio'
  return form === 'AVI ' ? 'video' : undefined
}

const isMarkedText = (head: Head): boolean =>
  startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)

/** A frame of MPEG audio or ADTS begins with eleven set bits and a version that exists. */
const isAudioFrame = (head: Head): boolean =>
  !isMarkedText(head) &&
  head[0] === 0xff &&
  ((head[1] ?? 0) & 0xe0) === 0xe0 &&
  ((head[1] ?? 0) & 0x18) !== 0x08

const signatures: [test: (head: Head) => boolean, kind: FileKind][] = [
  [(head) => ascii(head, 4, 8) === 'ftypM4A ' || ascii(head, 4, 8) === 'ftypM4B ', 'audio'],
  [(head) => ['ftyp', 'moov', 'mdat', 'wide'].includes(ascii(head, 4, 4)), 'video'],
  [(head) => startsWith(head, 0x1a, 0x45, 0xdf, 0xa3), 'video'],
  [(head) => startsWith(head, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11), 'video'],
  [(head) => startsWith(head, 0x00, 0x00, 0x01, 0xba), 'video'],
  [(head) => startsWith(head, 0x00, 0x00, 0x01, 0xb3), 'video'],
  [(head) => head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47, 'video'],
  [(head) => ascii(head, 0, 3) === 'FLV', 'video'],
  [(head) => ascii(head, 0, 4) === 'OggS', 'audio'],
  [(head) => ascii(head, 0, 4) === 'fLaC', 'audio'],
  [(head) => ascii(head, 0, 4) === 'FORM' && ascii(head, 8, 3) === 'AIF', 'audio'],
  [(head) => ascii(head, 0, 4) === 'caff', 'audio'],
  [(head) => ascii(head, 0, 5) === '#!AMR', 'audio'],
  [(head) => ascii(head, 0, 3) === 'ID3' || isAudioFrame(head), 'audio'],
]

const kindByName = (name: string): FileKind | undefined => {
  if (audioNames.test(name)) return 'audio'
  return videoNames.test(name) ? 'video' : undefined
}

function kindOfContent(head: Head, name: string): FileKind | undefined {
  if (ascii(head, 0, 4) === 'RIFF') return kindOfRiff(head)
  const found = signatures.find(([test]) => test(head))?.[1]
  // The same containers carry both: then the name says what to show.
  return found && (kindByName(name) ?? found)
}

/** UTF-16 has zeros at every other place and a mark in front. */
const isText = (head: Head): boolean => isMarkedText(head) || !head.includes(0)

async function readHead(file: Blob): Promise<Head | undefined> {
  try {
    return new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
  } catch {
    return undefined
  }
}

const refuse = (code: string): Judged => ({ problem: ownProblem(code) })

const recordingOfSize = (file: File, kind: FileKind): Judged =>
  file.size > largestRecordingBytes ? refuse('recording_too_large') : { kind }

/** Tells recordings from transcripts by what is in them, then by their name. What the browser takes the server still checks. */
export async function judgeFile(file: File): Promise<Judged> {
  const head = await readHead(file)
  if (!head) return refuse('file_unreadable')
  const { name } = file
  const content = kindOfContent(head, name)
  const named = kindByName(name)
  if (content) return recordingOfSize(file, content)
  if (named) {
    if (file.size === 0) return refuse('recording_empty')
    return isText(head) ? refuse('not_a_recording') : recordingOfSize(file, named)
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
