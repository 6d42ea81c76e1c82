import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
  utimesSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { canHaveFfmpeg, makeMedia, provideFfmpeg } from '../../../ops/test/ffmpeg.ts'
import type { AudioPlan, MediaTools } from '../../modules/media/ports.ts'
import { openMediaTools } from './index.ts'
import { createPeakMeter } from './peaks.ts'

setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-ffmpeg-'))
const opus: AudioPlan = { codec: 'opus', container: 'ogg', contentType: 'audio/ogg' }
const never = new AbortController().signal

/** Serves the folder in byte ranges, as the storage does; some names misbehave. */
const asked: string[] = []
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1)
    asked.push(name)
    if (name === 'away') return new Response('no', { status: 503 })
    if (name.startsWith('slow-')) {
      const bytes = await Bun.file(join(folder, name.slice(5))).bytes()
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes.subarray(0, 20_000)),
      })
      return new Response(body, { headers: { 'content-length': String(bytes.length) } })
    }
    return new Response(Bun.file(join(folder, name)))
  },
})
const at = (name: string): string => `http://127.0.0.1:${server.port}/${name}`

afterAll(async () => {
  await server.stop(true)
  rmSync(folder, { recursive: true, force: true })
})

if (canHaveFfmpeg()) {
  let tools: MediaTools
  const make = (name: string, how: string) => makeMedia(join(folder, name), how)
  const extract = (name: string, audio: { path: string; plan: AudioPlan } | null = null) =>
    tools.extract({ url: at(name), audio, onProgress: () => undefined }, never)
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => (error as { code?: unknown }).code ?? error,
    )

  beforeAll(async () => {
    await provideFfmpeg()
    const opened = openMediaTools(join(folder, 'tmp'))
    if (!opened) throw new Error('ffmpeg is not there')
    tools = opened
    const both = '-f lavfi -i testsrc=d=6:s=128x72:r=10 -f lavfi -i sine=d=6 -shortest'
    await make('late-index.mp4', both)
    await make('silent.mp4', '-f lavfi -i testsrc=d=1:s=64x64:r=5')
    await make('tone.wav', '-f lavfi -i sine=d=6')
    writeFileSync(
      join(folder, 'cut.mp4'),
      (await Bun.file(join(folder, 'late-index.mp4')).bytes()).subarray(0, 3_000),
    )
  })

  describe('a recording', () => {
    test('returns length and tracks, also when the index is at the end', async () => {
      const probed = await tools.probe(at('late-index.mp4'), never)
      expect(Math.abs((probed.durationMs ?? 0) - 6_000)).toBeLessThan(200)
      expect(probed.streams).toMatchObject([
        { kind: 'video', codec: 'h264' },
        { kind: 'audio', codec: 'aac', channels: 1 },
      ])
      expect((await tools.probe(at('silent.mp4'), never)).streams.map(({ kind }) => kind)).toEqual([
        'video',
      ])
    })

    test('copies the sound unchanged and returns its waveform', async () => {
      const path = join(folder, 'copied.m4a')
      const found = await extract('late-index.mp4', {
        path,
        plan: { codec: 'copy', container: 'm4a', contentType: 'audio/mp4' },
      })
      expect(Math.abs(found.durationMs - 6_000)).toBeLessThan(200)
      expect(found.peaks.perSecond).toBe(20)
      expect(Math.abs(found.peaks.values.length - 120)).toBeLessThan(4)
      expect(Math.max(...found.peaks.values)).toBeGreaterThan(10)
      const copied = await tools.probe(at('copied.m4a'), never)
      expect(copied.streams).toMatchObject([{ kind: 'audio', codec: 'aac' }])
    })

    test('is compressed', async () => {
      const path = join(folder, 'small.ogg')
      await extract('tone.wav', { path, plan: opus })
      expect(Bun.file(path).size).toBeLessThan(Bun.file(join(folder, 'tone.wav')).size / 5)
      expect((await tools.probe(at('small.ogg'), never)).streams[0]?.codec).toBe('opus')
    })

    test('is unreadable when it is truncated or not a recording', async () => {
      writeFileSync(join(folder, 'text.mp4'), 'RIFF no wave')
      expect(await codeOf(tools.probe(at('cut.mp4'), never))).toBe('unreadable_media')
      expect(await codeOf(extract('cut.mp4'))).toBe('unreadable_media')
      expect(await codeOf(tools.probe(at('text.mp4'), never))).toBe('unreadable_media')
    })
  })

  test('opens no other address, whatever the file says', async () => {
    writeFileSync(
      join(folder, 'list.m3u8'),
      `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${at('tone.wav')}\n#EXT-X-ENDLIST\n`,
    )
    writeFileSync(join(folder, 'list.txt'), `ffconcat version 1.0\nfile '${at('tone.wav')}'\n`)
    writeFileSync(
      join(folder, 'list.mpd'),
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>',
    )
    asked.length = 0
    for (const name of ['list.m3u8', 'list.txt', 'list.mpd']) {
      expect(await codeOf(tools.probe(at(name), never))).toBe('unreadable_media')
      expect(await codeOf(extract(name))).toBe('unreadable_media')
    }
    expect(asked).not.toContain('tone.wav')
  })

  test('is retried when the storage is unavailable', async () => {
    const error = await tools.probe(at('away'), never).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'ProgramFailed', retryable: true })
    expect(String(error)).not.toContain('127.0.0.1')
  })

  test('stops when its signal aborts', async () => {
    const stop = new AbortController()
    const running = tools.extract(
      { url: at('slow-tone.wav'), audio: null, onProgress: () => stop.abort(new Error('enough')) },
      stop.signal,
    )
    expect(await codeOf(running)).toMatchObject({ message: 'enough' })
  })
}

describe('an ffmpeg that this machine cannot fully use', () => {
  const programs = join(folder, 'programs')
  const path = process.env.PATH ?? ''
  afterEach(() => {
    process.env.PATH = path
  })
  const pretend = (script: string): MediaTools => {
    mkdirSync(programs, { recursive: true })
    for (const name of ['ffmpeg', 'ffprobe']) {
      writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(programs, name), 0o755)
    }
    process.env.PATH = `${programs}:${path}`
    const opened = openMediaTools(join(folder, 'pretended'))
    if (!opened) throw new Error('the programs are not there')
    return opened
  }

  test.each([
    'av_interleaved_write_frame(): No space left on device',
    'Error while opening encoder: Cannot allocate memory',
    "Unknown encoder 'libopus'",
  ])('does not count as a fault of the recording: %s', async (complaint) => {
    const pretended = pretend(`echo "${complaint}" >&2; exit 1`)
    const request = { url: at('tone.wav'), audio: null, onProgress: () => undefined }
    const error = await pretended.extract(request, never).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ProgramFailed', retryable: true })
  })

  test('reports at start whether it can encode Opus', () => {
    expect(pretend('echo " A....D libopus   libopus Opus (codec opus)"').canEncodeOpus).toBe(true)
    expect(pretend('echo " A....D aac   AAC (Advanced Audio Coding)"').canEncodeOpus).toBe(false)
  })
})

describe('temporary folders', () => {
  test('are removed when the work ends, when it fails, and when their process has died', async () => {
    const root = join(folder, 'leftovers')
    const dead = Bun.spawn(['true'])
    await dead.exited
    const name = `ingest~${hostname().replaceAll(/[^\w.-]/g, '_')}~${dead.pid}~x`
    mkdirSync(join(root, name), { recursive: true })
    mkdirSync(join(root, 'not-ours'))
    const tools = openMediaTools(root)
    expect(readdirSync(root)).toEqual(['not-ours'])
    if (!tools) return
    let used = ''
    const failing = tools.withFolder(async (path) => {
      used = path
      writeFileSync(join(path, 'audio'), 'x')
      openMediaTools(root)
      expect(existsSync(path)).toBe(true)
      throw new Error('no luck')
    })
    expect(await failing.catch(String)).toBe('Error: no luck')
    expect(existsSync(used)).toBe(false)
  })

  test('of other machines are removed after a day', () => {
    const root = join(folder, 'shared')
    const hoursAgo = (hours: number) => Date.now() / 1_000 - hours * 3_600
    for (const [name, hours] of [
      ['ingest~old-container~7~x', 25],
      ['ingest~other-container~7~x', 23],
      ['not-ours', 99],
    ] as const) {
      mkdirSync(join(root, name), { recursive: true })
      utimesSync(join(root, name), hoursAgo(hours), hoursAgo(hours))
    }
    openMediaTools(root)
    expect(readdirSync(root).toSorted()).toEqual(['ingest~other-container~7~x', 'not-ours'])
  })
})

describe('the waveform', () => {
  test('keeps its peaks and has a bounded number of values for any length', () => {
    const meter = createPeakMeter(8_000)
    const second = new Uint8Array(16_000)
    const loud = new Uint8Array(16_000)
    new DataView(loud.buffer).setInt16(8_000, -32_768, true)
    const hours = 5 * 3_600
    for (let at = 0; at < hours; at++) meter.add(at === hours / 2 ? loud : second)
    const { perSecond, values } = meter.finish()
    expect(values.length).toBeLessThanOrEqual(4_000)
    expect(values.length).toBeGreaterThan(1_500)
    expect(Math.abs(values.length / perSecond - hours)).toBeLessThan(10)
    const loudest = values.indexOf(255)
    expect(Math.abs(loudest / perSecond - hours / 2)).toBeLessThan(10)
    expect(values.filter((value) => value > 0).length).toBe(1)
  })

  test('does not depend on how the bytes are cut', () => {
    const bytes = new Uint8Array(5_001).map((_, at) => (at * 37) % 256)
    const whole = createPeakMeter(8_000)
    whole.add(bytes)
    const pieces = createPeakMeter(8_000)
    for (let at = 0; at < bytes.length; at += 7) pieces.add(bytes.subarray(at, at + 7))
    expect(pieces.finish()).toEqual(whole.finish())
    expect(pieces.sampleCount()).toBe(2_500)
  })
})
