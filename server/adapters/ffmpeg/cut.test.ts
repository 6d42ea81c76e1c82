import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canHaveFfmpeg, makeMedia, provideFfmpeg } from '../../../ops/test/ffmpeg.ts'
import type { RecordingCutter } from '../../modules/transcription/ports.ts'
import { chooseCuts } from './choose-cuts.ts'
import { openCutter, openMediaTools } from './index.ts'

setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-cut-'))
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => new Response(Bun.file(join(folder, new URL(request.url).pathname.slice(1)))),
})
afterAll(async () => {
  await server.stop(true)
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => `http://127.0.0.1:${server.port}/${name}`
const never = new AbortController().signal

/** Loud except for the pauses, in frames of 100 ms. */
const levels = (frames: number, pauses: [from: number, to: number][]): Uint8Array =>
  Uint8Array.from({ length: frames }, (_, frame) =>
    pauses.some(([from, to]) => frame >= from && frame < to) ? 90 : 15,
  )

test('cuts a recording in its pauses into pieces that are short enough', () => {
  expect(chooseCuts(levels(1_000, []), 200_000)).toEqual([])
  expect(chooseCuts(levels(1_000, [[480, 500]]), 60_000)).toEqual([49_400])
  const many = chooseCuts(levels(5_000, [[580, 590]]), 60_000)
  expect([0, ...many].every((ms, at, all) => (all[at + 1] ?? 500_000) - ms <= 60_000)).toBe(true)
  // Speech without a pause is cut too.
  expect(chooseCuts(levels(1_300, []), 60_000)).toEqual([60_000, 120_000])
})

if (canHaveFfmpeg()) {
  let cutter: RecordingCutter
  beforeAll(async () => {
    await provideFfmpeg()
    const opened = openCutter(join(folder, 'tmp'))
    if (!opened) throw new Error('ffmpeg is not there')
    cutter = opened
  })
  const lengthOf = async (path: string): Promise<number> => {
    const tools = openMediaTools(join(folder, 'tmp'))
    if (!tools) throw new Error('ffmpeg is not there')
    await Bun.write(join(folder, 'piece.ogg'), Bun.file(path))
    const { durationMs } = await tools.extract(
      { url: at('piece.ogg'), audio: null, onProgress: () => undefined },
      never,
    )
    return durationMs
  }

  test('returns pieces that follow each other without a gap, have their length and leave no files behind', async () => {
    const talk = 'aevalsrc=0.3*sin(2*PI*300*t)*lt(mod(t\\,7)\\,6):d=60:s=16000'
    await makeMedia(join(folder, 'long.mp3'), `-f lavfi -i ${talk}`)
    const asked = { url: at('long.mp3'), voices: null, mostMs: 20_000 }
    await cutter.cut(asked, never, async (pieces) => {
      expect(pieces.length).toBeGreaterThanOrEqual(3)
      expect(pieces[0]?.startMs).toBe(0)
      for (const [index, piece] of pieces.entries()) {
        const { startMs, endMs, channel, isSilent } = piece
        expect(endMs - startMs).toBeLessThanOrEqual(20_000)
        expect({ channel, isSilent }).toEqual({ channel: null, isSilent: false })
        expect(Math.abs((await lengthOf(piece.path)) - (endMs - startMs))).toBeLessThan(100)
        const next = pieces[index + 1]
        if (!next) continue
        expect(next.startMs).toBe(endMs)
        // Every seventh second is a pause.
        expect(endMs % 7_000).toBeGreaterThanOrEqual(6_000)
      }
      expect(Math.abs((pieces.at(-1)?.endMs ?? 0) - 60_000)).toBeLessThan(200)
    })
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  })

  test('cuts each of several channels separately and marks a silent one', async () => {
    const talk = 'aevalsrc=0.3*sin(2*PI*300*t)|0|0.2*sin(2*PI*500*t)*gt(t\\,10):d=20:s=16000:c=2.1'
    await makeMedia(join(folder, 'three.flac'), `-f lavfi -i ${talk}`)
    const asked = { url: at('three.flac'), voices: 3, mostMs: 10_000 }
    const found = await cutter.cut(asked, never, async (pieces) =>
      pieces.map(({ channel, isSilent, startMs }) => [
        channel,
        isSilent,
        Math.round(startMs / 1_000),
      ]),
    )
    expect(found).toEqual([
      [0, false, 0],
      [1, true, 0],
      [2, true, 0],
      [0, false, 10],
      [1, true, 10],
      [2, false, 10],
    ])
  })
}
