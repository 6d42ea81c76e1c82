import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { requireChromium } from '../../../../ops/test/chromium.ts'
import { canHaveFfmpeg, makeMedia, provideFfmpeg } from '../../../../ops/test/ffmpeg.ts'
import { openMediaTools } from '../../../adapters/ffmpeg/index.ts'
import { judgeFile } from '../../../../web/features/uploads/file-kind.ts'
import { detectMedia, headBytes } from '../detect/detect-media.ts'
import { readPromise } from '../detect/promised.ts'
import { takeSound } from '../ingest/take-sound.ts'
import type { MediaTools } from '../ports.ts'
import { type MediaForm, mediaForms } from './media-forms.ts'

setDefaultTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-forms-'))
const types = new Map<string, string>()
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1))
    if (name === 'favicon.ico') return new Response(null, { status: 404 })
    if (name === '')
      return new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
    const file = Bun.file(join(folder, name))
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '')
    const headers = {
      'content-type': types.get(name) ?? 'application/octet-stream',
      'accept-ranges': 'bytes',
    }
    if (!range) return new Response(file, { headers })
    const from = Number(range[1])
    const to = Math.min(range[2] ? Number(range[2]) : file.size - 1, file.size - 1)
    return new Response(file.slice(from, to + 1), {
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${from}-${to}/${file.size}` },
    })
  },
})
const at = (name: string): string => `http://127.0.0.1:${server.port}/${name}`
const never = new AbortController().signal

interface Row {
  name: string
  taken: string
  seconds: number
  expected: number
  heardIn: string
  plays: boolean
  loudest: number
  quietest: number
}

if (canHaveFfmpeg()) {
  let browser: Browser
  let page: Page
  let tools: MediaTools
  beforeAll(async () => {
    await provideFfmpeg()
    browser = await chromium.launch({
      executablePath: await requireChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
    page = await browser.newPage()
    await page.goto(at(''))
    const opened = openMediaTools(join(folder, 'tmp'))
    if (!opened) throw new Error('ffmpeg is not there')
    tools = opened
  })
  afterAll(async () => {
    await browser.close()
    await server.stop(true)
    rmSync(folder, { recursive: true, force: true })
  })

  /** What a person gets who brings such a file. */
  const bring = async ({ name, how, seconds = 4 }: MediaForm): Promise<Row> => {
    const bytes = await makeMedia(join(folder, name), how)
    const detected = detectMedia(bytes.subarray(0, headBytes))
    const judged = await judgeFile(new File([bytes as Uint8Array<ArrayBuffer>], name))
    const none = {
      name,
      seconds: 0,
      expected: seconds,
      heardIn: '',
      plays: false,
      loudest: 0,
      quietest: 0,
    }
    if ('refused' in detected) return { ...none, taken: `refused: ${detected.refused}` }
    if (!judged.kind) return { ...none, taken: `refused in the browser: ${judged.problem.code}` }
    types.set(name, detected.contentType)
    const probed = await tools.probe(at(name), never)
    const kind = probed.streams.some((stream) => stream.kind === 'video') ? 'video' : 'audio'
    return tools.withFolder(async (own) => {
      const recording = {
        kind,
        contentType: detected.contentType,
        sizeBytes: bytes.length,
        promised: readPromise(bytes.subarray(0, headBytes), detected.contentType),
      } as const
      const work = { sign: async () => at(name), folder: own, onProgress: () => undefined }
      const sound = await takeSound(tools, recording, probed, work, never)
      const copy = `${name}.copy`
      if (sound.audio) {
        await Bun.write(join(folder, copy), Bun.file(sound.audio.path))
        types.set(copy, sound.audio.contentType)
      }
      const values = sound.peaks.values.slice(2, -2)
      const first = sound.heardIn === 'audio' ? copy : name
      // As the player does: the recording itself, and where that does not play its copy.
      const plays =
        (await isHeard(page, at(first))) ||
        (sound.audio !== null && (await isHeard(page, at(copy))))
      return {
        ...none,
        taken: detected.contentType,
        seconds: sound.durationMs / 1_000,
        heardIn: sound.heardIn,
        plays,
        loudest: Math.max(...values),
        quietest: Math.min(...values),
      }
    })
  }

  test('every form of recording is taken, has its length, plays in a browser and has a waveform', async () => {
    const rows: Row[] = []
    for (const form of mediaForms) rows.push(await bring(form))
    const right = rows.filter(isRight).length
    process.stdout.write(
      `${rows.map(line).join('\n')}\n${right} of ${rows.length} forms are right\n`,
    )
    expect(rows.length).toBeGreaterThanOrEqual(60)
    expect(rows.filter((row) => !isRight(row)).map(line)).toEqual([])
  })
}

const isLength = ({ seconds, expected }: Row): boolean =>
  Math.abs(seconds - expected) <= expected * 0.02
const isWave = ({ loudest, quietest }: Row): boolean => loudest > 40 && quietest < loudest / 4
const isRight = (row: Row): boolean =>
  !row.taken.startsWith('refused') && row.plays && isLength(row) && isWave(row)

const line = (row: Row): string =>
  [
    isRight(row) ? 'ok' : '--',
    row.name.padEnd(22),
    row.taken.padEnd(18),
    `${row.seconds.toFixed(2)} of ${row.expected} s`.padEnd(14),
    row.heardIn.padEnd(9),
    row.plays ? 'plays' : 'mute ',
    `${row.quietest}–${row.loudest}`,
  ].join('  ')

/** Whether a browser gets sound out of it: played, and louder than nothing. */
const isHeard = (page: Page, url: string): Promise<boolean> =>
  page.evaluate(async (address) => {
    const media = document.createElement('video')
    media.src = address
    const context = new AudioContext({ sampleRate: 48_000 })
    try {
      await new Promise<void>((done, fail) => {
        media.addEventListener('canplay', () => done())
        media.addEventListener('error', () => fail(new Error('it does not play')))
        media.load()
      })
      const bytes = await (await fetch(address)).arrayBuffer()
      const { numberOfChannels } = await context.decodeAudioData(bytes)
      return numberOfChannels > 0
    } catch {
      return false
    } finally {
      media.removeAttribute('src')
      media.load()
      await context.close()
    }
  }, url)
