import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canHaveFfmpeg, makeMedia, provideFfmpeg } from '../../../../ops/test/ffmpeg.ts'
import { detectMedia } from './detect-media.ts'

setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-detect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tone = '-f lavfi -i sine=d=2'
const picture = '-f lavfi -i testsrc=d=1:s=64x64:r=5'

/** File name, how it is made, what it is. */
const files: [string, string, string][] = [
  ['a.mp4', `${picture} ${tone} -shortest`, 'video/mp4'],
  ['a.m4a', `${tone}`, 'audio/mp4'],
  ['a.mov', `${picture} ${tone} -shortest`, 'video/quicktime'],
  ['a.3gp', `${picture} -c:v h263 -s 176x144`, 'video/3gpp'],
  ['a.webm', `${picture} ${tone} -c:v libvpx -c:a libopus -shortest`, 'video/webm'],
  ['a.mkv', `${picture} ${tone} -shortest`, 'video/x-matroska'],
  ['a.mp3', `${tone}`, 'audio/mpeg'],
  ['bare.mp3', `${tone} -id3v2_version 0 -write_xing 0`, 'audio/mpeg'],
  ['low.mp3', `${tone} -ar 16000 -b:a 24k -id3v2_version 0 -write_xing 0`, 'audio/mpeg'],
  ['a.wav', `${tone}`, 'audio/wav'],
  ['a.flac', `${tone}`, 'audio/flac'],
  ['a.ogg', `${tone} -c:a libvorbis`, 'audio/ogg'],
  ['a.opus', `${tone}`, 'audio/ogg'],
  ['a.aac', `${tone}`, 'audio/aac'],
  ['a.avi', `${picture} ${tone} -shortest`, 'video/x-msvideo'],
  ['a.ts', `${picture} ${tone} -shortest`, 'video/mp2t'],
  ['a.mpg', `${picture} ${tone} -shortest -r 25`, 'video/mpeg'],
  ['a.wma', `${tone}`, 'video/x-ms-asf'],
  ['a.aiff', `${tone}`, 'audio/aiff'],
]

if (canHaveFfmpeg()) {
  test.each(files)('%s is known by its bytes', async (name, how, contentType) => {
    await provideFfmpeg()
    const bytes = await makeMedia(join(folder, name), how)
    expect(detectMedia(bytes.subarray(0, 65_536))).toMatchObject({ contentType })
  })
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values)

test('AMR is known by its first line', () => {
  expect(detectMedia(text('#!AMR\n<'))).toEqual({ kind: 'audio', contentType: 'audio/amr' })
  expect(detectMedia(text('#!AMR-WB\n<'))).toEqual({ kind: 'audio', contentType: 'audio/amr' })
})

const foreign: [string, Uint8Array, string][] = [
  ['nothing', bytes(), 'empty'],
  ['captions', text('1\n00:00:01,000 --> 00:00:02,000\nHello'), 'transcript'],
  ['captions in UTF-16', bytes(0xff, 0xfe, 0x31, 0), 'transcript'],
  ['a playlist', text('#EXTM3U\nhttp://127.0.0.1/'), 'transcript'],
  ['a list of files', text("ffconcat version 1.0\nfile '/etc/passwd'"), 'transcript'],
  ['an archive', bytes(0x50, 0x4b, 3, 4, 0, 0, 0, 0), 'zip'],
  ['a PDF', text('%PDF-1.4'), 'pdf'],
  ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'image'],
  ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16), 'image'],
  ['a WebP', text('RIFF\0\0\0\0WEBPVP8 '), 'image'],
  ['a HEIC', text('\0\0\0\u0018ftypheic\0\0\0\0'), 'image'],
  ['an old Word file', bytes(0xd0, 0xcf, 0x11, 0xe0), 'document'],
  ['noise', bytes(1, 2, 3, 0, 0xfe, 0x99, 7), 'unknown'],
  ['two bytes of a frame', bytes(0xff, 0xfb, 0x90, 0x64, 0, 0, 0, 0, 0, 0, 0, 0), 'unknown'],
  ['a single sync byte', bytes(0x47, 1, 2, 3), 'unknown'],
]
test.each(foreign)('%s is no recording', (_, content, kind) => {
  expect(detectMedia(content)).toEqual({ refused: kind as never })
})
