import { describe, expect, test } from 'bun:test'
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

  test('the rest is refused, with a reason', async () => {
    expect(await judge('photo.png', [0x89, 0x50, 0x4e, 0x47, 0, 0])).toBe('neither_kind')
    expect(await judge('installer.exe', bytes('MZ\0\0'))).toBe('neither_kind')
    expect(await judge('call.mp4', '')).toBe('recording_empty')
  })

  test('the limits', async () => {
    expect(await judge('call.wav', wave, 2 * 1024 ** 3)).toBe('audio')
    expect(await judge('call.wav', wave, 2 * 1024 ** 3 + 1)).toBe('recording_too_large')
    expect(await judge('call.txt', 'Anna: Hello', 30_000_000)).toBe('transcript_too_large')
  })
})
