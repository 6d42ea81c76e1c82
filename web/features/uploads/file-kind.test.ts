import { describe, expect, test } from 'bun:test'
import {
  behindTag,
  detectMedia,
  headBytes,
} from '../../../server/modules/media/detect/detect-media.ts'
import { judgeFile } from './file-kind.ts'

type Content = string | number[]

const fileOf = (name: string, content: Content, sizeBytes?: number): File => {
  const file = new File([typeof content === 'string' ? content : Uint8Array.from(content)], name)
  if (sizeBytes !== undefined) Object.defineProperty(file, 'size', { value: sizeBytes })
  return file
}
const bytes = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0)
const box = (brand: string): number[] => [0, 0, 0, 24, ...bytes(`ftyp${brand}`), 0, 0, 0, 0]
const wave = [...bytes('RIFF'), 0, 0, 0, 0, ...bytes('WAVEfmt '), 16, 0, 0, 0]

const judge = async (name: string, content: Content, sizeBytes?: number): Promise<string> => {
  const { kind, problem } = await judgeFile(fileOf(name, content, sizeBytes))
  return kind ?? problem.code
}

describe('what a file is', () => {
  test.each([
    ['call.wav', wave, 'audio'],
    ['call.m4a', box('M4A '), 'audio'],
    ['call.m4a', box('mp42'), 'audio'],
    ['call.mp4', box('isom'), 'video'],
    ['call.mov', box('qt  '), 'video'],
    ['call.mkv', [0x1a, 0x45, 0xdf, 0xa3, 0], 'video'],
    ['call.mp3', bytes('ID3\u0003'), 'audio'],
    ['call.mp3', [0xff, 0xfb, 0x90, 0x64], 'audio'],
    ['call.ogg', bytes('OggS'), 'audio'],
    ['call.flac', bytes('fLaC'), 'audio'],
    ['call.avi', [...bytes('RIFF'), 0, 0, 0, 0, ...bytes('AVI LIST')], 'video'],
    ['an unknown container.mkv', [1, 2, 0, 4], 'video'],
  ] as [string, Content, string][])('%s is a recording', async (name, content, kind) => {
    expect(await judge(name, content)).toBe(kind)
  })

  test('content counts, not the name', async () => {
    expect(await judge('notes.txt', wave)).toBe('audio')
    expect(await judge('no name at all', box('isom'))).toBe('video')
    expect(await judge('call.mp4', 'Anna: Hello')).toBe('not_a_recording')
  })

  test('text is a transcript whatever it is called', async () => {
    expect(await judge('call.vtt', 'WEBVTT\n')).toBe('transcript')
    expect(await judge('minutes', 'Анна: Привет')).toBe('transcript')
    expect(await judge('utf16.txt', [0xff, 0xfe, 65, 0])).toBe('transcript')
    expect(await judge('teams.docx', bytes('PK\u0003\u0004\0\0'))).toBe('transcript')
  })

  test('refuses everything else with a reason', async () => {
    expect(await judge('photo.png', [0x89, 0x50, 0x4e, 0x47, 0, 0])).toBe('neither_kind')
    expect(await judge('installer.exe', bytes('MZ\0\0'))).toBe('neither_kind')
    expect(await judge('call.mp4', '')).toBe('recording_empty')
  })

  const padded = (start: number[], length = 400): number[] => [
    ...start,
    ...Array.from({ length: length - start.length }, () => 0),
  ]
  const sound = (name: string): number[] => padded([...box('M4A '), ...bytes(`stsd${name}sinf`)])
  const asf = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]
  const encrypted = [
    0xfb, 0xb3, 0x11, 0x22, 0x23, 0xbd, 0xd2, 0x11, 0xb4, 0xb7, 0, 0xa0, 0xc9, 0x55,
  ]

  test.each([
    ['dictation.dss', padded([2, ...bytes('dss')]), 'recording_dictation'],
    ['dictation.ds2', padded([3, ...bytes('ds2')]), 'recording_dictation'],
    ['with a password.ds2', padded([3, ...bytes('enc')]), 'recording_dictation'],
    [
      'noise without a zero.mp3',
      Array.from({ length: 400 }, (_, at) => 1 + ((at * 7) % 255)),
      'recording_unknown',
    ],
    ['book.aax', padded(box('aax ')), 'recording_protected'],
    ['song.m4p', padded(box('M4P ')), 'recording_protected'],
    ['song.m4a', sound('drms'), 'recording_protected'],
    ['film.mp4', sound('encv'), 'recording_protected'],
    ['book.aa', padded([0, 1, 2, 3, 0x57, 0x90, 0x75, 0x36]), 'recording_protected'],
    ['song.wma', padded([...asf, ...encrypted, 0xfc, 0x6e]), 'recording_protected'],
    ['old.rm', padded(bytes('.RMF')), 'recording_outdated'],
    ['song.ape', padded(bytes('MAC ')), 'recording_outdated'],
    ['noise.mp3', padded([1, 2, 3, 0xfe, 0x99]), 'recording_unknown'],
    ['pictures only.m2v', padded([0, 0, 1, 0xb3]), 'neither_kind'],
    ['archive.mp4', padded(bytes('PK\u0003\u0004')), 'recording_unknown'],
  ] as [string, number[], string][])(
    '%s is refused before it is sent',
    async (name, content, code) => {
      expect(await judge(name, content)).toBe(code)
    },
  )

  test.each([
    ['tape.caf', padded(bytes('caff')), 'audio'],
    ['call.flv', padded(bytes('FLV\u0001')), 'video'],
    [
      'field.w64',
      padded([...bytes('riff'), 0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 4, 0xc1, 0, 0]),
      'audio',
    ],
    ['sun.au', padded([...bytes('.snd'), 0, 0, 0, 24]), 'audio'],
    [
      'tagged.flac',
      padded([...bytes('ID3'), 4, 0, 0, 0, 0, 0, 10, ...bytes('0123456789'), ...bytes('fLaC')]),
      'audio',
    ],
  ] as [string, number[], string][])(
    '%s is taken, as by the server',
    async (name, content, kind) => {
      expect(await judge(name, content)).toBe(kind)
    },
  )

  test('what stands behind a long tag with a picture says what it is', async () => {
    const tag = [...bytes('ID3'), 4, 0, 0, 0, 6, 0, 0]
    const content = [...padded(tag, 10 + 6 * 128 * 128), ...bytes('fLaC'), 0, 0, 0, 34]
    expect(await judge('with cover.mp3', content)).toBe('audio')
    const head = Uint8Array.from(content)
    expect(behindTag(head.subarray(0, headBytes))).toBe(10 + 6 * 128 * 128)
    expect(detectMedia(head.subarray(0, headBytes), head.subarray(10 + 6 * 128 * 128))).toEqual({
      kind: 'audio',
      contentType: 'audio/flac',
    })
  })

  test('refuses files above the limits', async () => {
    expect(await judge('call.wav', wave, 2 * 1024 ** 3)).toBe('audio')
    expect(await judge('call.wav', wave, 2 * 1024 ** 3 + 1)).toBe('recording_too_large')
    expect(await judge('call.txt', 'Anna: Hello', 30_000_000)).toBe('transcript_too_large')
  })
})
