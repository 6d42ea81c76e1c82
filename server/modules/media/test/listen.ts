import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'bun:test'
import { makeMedia } from '../../../../ops/test/ffmpeg.ts'
import { openMediaTools } from '../../../adapters/ffmpeg/index.ts'
import { detectMedia, headBytes } from '../detect/detect-media.ts'
import { isLengthWrong, readPromise } from '../detect/promised.ts'
import { type TakenSound, takeSound } from '../ingest/take-sound.ts'

export interface Heard extends TakenSound {
  /** Peaks in dB of the seconds that were asked for, in each channel of what was made. */
  copy: Record<number, number[]> | null
  speechCopy: Record<number, number[]> | null
}

const never = new AbortController().signal

/** Creates recordings with ffmpeg and processes them as the worker does. */
export function openListening() {
  const folder = mkdtempSync(join(tmpdir(), 'aam-sound-'))
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) =>
      new Response(Bun.file(join(folder, new URL(request.url).pathname.slice(1)))),
  })
  const at = (name: string): string => `http://127.0.0.1:${server.port}/${name}`
  const make = (name: string, how: string): Promise<Uint8Array> =>
    makeMedia(join(folder, name), how)

  /** `how` is what ffmpeg makes it of, or its bytes; null where it is there already. */
  const listen = async (
    name: string,
    how: string | Uint8Array | null,
    seconds: number[] = [],
  ): Promise<Heard> => {
    const tools = openMediaTools(join(folder, 'tmp'))
    if (!tools) throw new Error('ffmpeg is not there')
    const path = join(folder, name)
    if (typeof how === 'string') await make(name, how)
    else if (how) await Bun.write(path, how)
    const bytes = await Bun.file(path).bytes()
    const head = bytes.subarray(0, headBytes)
    const detected = detectMedia(head)
    if ('refused' in detected) throw new Error(detected.refused)
    const { contentType } = detected
    const promised = readPromise(head, contentType)
    const sizeBytes = bytes.length
    const reading = { isLengthWrong: isLengthWrong(promised, { contentType, sizeBytes }) }
    const probed = await tools.probe(at(name), never, reading)
    const kind = probed.streams.some((stream) => stream.kind === 'video') ? 'video' : 'audio'
    return tools.withFolder(async (own) => {
      const sign = async () => at(name)
      const work = { sign, reading, folder: own, onProgress: () => undefined }
      const recording = { kind, contentType, sizeBytes, promised } as const
      const taken = await takeSound(tools, recording, probed, work, never)
      const levelsOf = async (file: string | undefined) =>
        file
          ? Object.fromEntries(
              await Promise.all(
                seconds.map(async (from) => [from, await peaksAt(file, from)] as const),
              ),
            )
          : null
      return {
        ...taken,
        copy: await levelsOf(taken.audio?.path),
        speechCopy: await levelsOf(taken.speech?.path),
      }
    })
  }
  return {
    make,
    listen,
    async close(): Promise<void> {
      await server.stop(true)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Two people who take turns every two seconds. */
const speaker = (hertz: number, level: number, when: 'lt' | 'gte'): string =>
  `-f lavfi -i aevalsrc=${level}*sin(2*PI*${hertz}*t)*${when}(mod(t\\,4)\\,2):d=12:s=48000`

export const sources = {
  anna: speaker(400, 0.3, 'lt'),
  boris: speaker(900, 0.2, 'gte'),
  nobody: '-f lavfi -i anullsrc=d=12:r=48000:cl=mono',
  picture: '-f lavfi -i testsrc=d=12:s=64x64:r=5',
  speaker,
}

export const quiet = -Infinity
const mostApart = 2.6

/** Peaks by the second and the channel, as far as they can be told apart by ear. */
export function expectLevels(
  heard: Record<number, number[]> | null,
  expected: Record<number, number[]>,
): void {
  const rounded = Object.entries(expected).map(([second, levels]) => {
    const found = heard?.[Number(second)] ?? []
    return [
      second,
      found.map((level, channel) => {
        if (level < -45) return quiet
        const wanted = levels[channel] ?? 0
        return Math.abs(level - wanted) <= mostApart ? wanted : Math.round(level)
      }),
    ]
  })
  expect(Object.fromEntries(rounded)).toEqual(expected)
}

/** The peak of each channel in the half second from there, in dB. */
async function peaksAt(path: string, from: number): Promise<number[]> {
  const child = Bun.spawn(
    [
      ...`ffmpeg -nostdin -v info -ss ${from} -t 0.5 -i ${path}`.split(' '),
      ...'-af astats=measure_perchannel=Peak_level:measure_overall=none -f null -'.split(' '),
    ],
    { stdout: 'ignore', stderr: 'pipe' },
  )
  const said = await new Response(child.stderr).text()
  return [...said.matchAll(/Peak level dB: (\S+)/g)].map(([, level]) =>
    level === '-inf' ? -120 : Number(level),
  )
}
