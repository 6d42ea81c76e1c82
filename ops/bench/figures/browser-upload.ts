import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import {
  callApi,
  desktop,
  fillSignIn,
  openBrowser,
  openVisit,
  type Visit,
} from '../../../web/e2e/support/browser.ts'
import { submitAdd } from '../../../web/e2e/support/steps.ts'
import {
  offerAgain,
  readUpload,
  rememberedIds,
  waitForRow,
} from '../../../web/e2e/support/upload-steps.ts'
import { startSpeechStandIn } from '../../stand-ins/deepgram/index.ts'
import { requireChromium } from '../../test/chromium.ts'
import { makeMedia, provideFfmpeg } from '../../test/ffmpeg.ts'
import { startAam } from '../../test/start-aam.ts'
import type { BenchOptions, Say } from './bench-options.ts'
import { watchMemory } from './watch-memory.ts'

const mib = 1024 * 1024
const defaultMegabytes = 1_200
const leaveAtShare = 0.4
const account = { email: 'owner@demo.example', password: 'bench-password' }
/** On a busy machine a part of the file may take this long. */
const patienceMs = 600_000

/**
 * Walks through what a person does with a video of `megabytes`: adds it in the dashboard, closes the page midway,
 * selects the file again, and plays an item's evidence once the speech stand-in has read the recording. AAM runs as a
 * whole with its own storage. `pictures` names a folder for screenshots.
 */
export async function benchBrowserUpload(
  say: Say,
  { megabytes = defaultMegabytes, pictures }: BenchOptions = {},
): Promise<Record<string, unknown>> {
  const program = await requireChromium()
  await provideFfmpeg()
  const folder = mkdtempSync(join(tmpdir(), 'aam-bench-browser-'))
  const speech = startSpeechStandIn({
    script: [
      { speaker: 0, text: 'We have decided to start the pilot on the first of December.' },
      { speaker: 1, text: 'I will send the contract to the supplier by Friday.' },
    ],
  })
  const browser = await openBrowser(program)
  try {
    const path = await makeVideo(folder, megabytes * mib)
    const sizeMb = Math.round(statSync(path).size / mib)
    const aam = await startAam(join(folder, 'home'), {
      DEMO_EMAIL: account.email,
      DEMO_PASSWORD: account.password,
      SPEECH_PROVIDER: 'deepgram',
      DEEPGRAM_API_KEY: speech.key,
      DEEPGRAM_BASE_URL: speech.url,
    })
    try {
      const visit = await openVisit(browser, desktop, 'en')
      const worker = await workerOf(aam.pid)
      const picture = async (name: string, page: Page = visit.page): Promise<void> => {
        if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
      }
      const seen = { seconds: { first: 0, second: 0, transcript: 0 }, sentAgain: 0, parts: 0 }
      const memory = await watchMemory({ api: aam.pid, worker }, async () => {
        Object.assign(seen, await uploadInTwoSittings(visit, aam.url, path, picture))
      })
      const { seconds } = seen
      say(
        `${sizeMb} MB of video: ${seconds.first.toFixed(0)} s to ${leaveAtShare * 100}%, page closed, ${seconds.second.toFixed(0)} s for the rest; ${seen.sentAgain} of ${seen.parts} parts sent after the file was offered again`,
      )
      say(
        `read to the end ${seconds.transcript.toFixed(0)} s after the last part; what the speech provider got: ${Math.round((speech.calls.at(-1)?.media?.sizeBytes ?? 0) / 1024)} KB of sound`,
      )
      for (const [name, { beforeMb, highestMb, afterMb }] of Object.entries(memory)) {
        say(`${name}: ${beforeMb} MB before, ${highestMb} MB at most, ${afterMb} MB after`)
      }
      return { megabytes: sizeMb, ...seen, memory }
    } finally {
      await aam.stop()
    }
  } finally {
    await browser.close()
    await speech.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Picture = (name: string, page?: Page) => Promise<void>

async function uploadInTwoSittings(visit: Visit, url: string, path: string, picture: Picture) {
  const { page: first, context } = visit
  const name = path.slice(path.lastIndexOf('/') + 1)
  await first.goto(url)
  await first.waitForSelector('input[name=password]')
  await fillSignIn(visit, account.email, account.password)
  await first.waitForSelector('.nav')
  await first.goto(`${url}/meetings?add=file`)
  const startedAt = performance.now()
  await first.setInputFiles('dialog input[type=file]', path)
  await first.waitForSelector('.picked')
  await submitAdd(visit)
  await waitForRow(visit, name, 'sending')
  const [id = ''] = await rememberedIds(visit)
  const share = async (): Promise<number> => {
    const { arrived, parts } = await readUpload(visit, id)
    return arrived.length / parts
  }
  while ((await share()) < leaveAtShare) await first.waitForTimeout(200)
  await picture('1-sending')
  const firstSeconds = since(startedAt)
  await first.close({ runBeforeUnload: false })

  const again = { ...visit, page: await context.newPage() }
  const { page } = again
  page.setDefaultTimeout(patienceMs)
  await page.goto(`${url}/meetings`)
  await waitForRow(again, name, 'needs_file')
  await picture('2-offered-again', page)
  const sent = new Set<string>()
  page.on('request', (request) => {
    const number = new URL(request.url()).searchParams.get('partNumber')
    if (request.method() === 'PUT' && number) sent.add(number)
  })
  const resumedAt = performance.now()
  await offerAgain(again, name, path)
  await waitForRow(again, name, 'sending')
  await picture('3-resumed', page)
  await waitForRow(again, name, 'done')
  const secondSeconds = since(resumedAt)
  await picture('4-uploaded', page)

  const doneAt = performance.now()
  const { meetingId, parts } = await readUpload(again, id)
  await page.goto(`${url}/meetings/${meetingId}`)
  await page.waitForSelector('button.evidence-chip')
  const transcriptSeconds = since(doneAt)
  await page.locator('button.evidence-chip').first().click()
  await page.waitForFunction(() => {
    const media = document.querySelector<HTMLMediaElement>('.player video, .player audio, video')
    return media && !media.paused && media.currentTime > 0
  })
  await picture('5-proof', page)
  const meeting = await callApi<MeetingView>(page, 'GET', `/meetings/${meetingId}`)
  if (meeting.status !== 'in_review') throw new Error(`The meeting is ${meeting.status}.`)
  return {
    seconds: { first: firstSeconds, second: secondSeconds, transcript: transcriptSeconds },
    sentAgain: sent.size,
    parts,
  }
}

const since = (startedAt: number): number => (performance.now() - startedAt) / 1_000

/** A video of the requested size: a few seconds, encoded once and repeated by stream copy. */
async function makeVideo(folder: string, sizeBytes: number): Promise<string> {
  const clip = join(folder, 'clip.mp4')
  const path = join(folder, 'workshop.mp4')
  await makeMedia(
    clip,
    '-f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=40:allf=t -f lavfi -i sine=f=330:r=48000 -t 8 -c:v libx264 -preset ultrafast -g 50 -b:v 8M -maxrate 8M -bufsize 8M -pix_fmt yuv420p -c:a aac -b:a 128k',
  )
  const repeats = Math.ceil(sizeBytes / statSync(clip).size) - 1
  const film = Bun.spawn(
    ['ffmpeg', '-nostdin', '-v', 'error', '-stream_loop', String(repeats), '-i', clip].concat([
      '-c',
      'copy',
      '-movflags',
      '+faststart',
      path,
    ]),
    { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit' },
  )
  if ((await film.exited) !== 0) throw new Error('ffmpeg could not repeat the film.')
  rmSync(clip)
  return path
}

/** The worker that a running `aam up` supervises. */
async function workerOf(pid: number): Promise<number> {
  for (;;) {
    const children = await Bun.file(`/proc/${pid}/task/${pid}/children`).text()
    for (const child of children.trim().split(' ')) {
      const line = await Bun.file(`/proc/${child}/cmdline`).text()
      if (line.includes('cli.ts\0worker')) return Number(child)
    }
    await Bun.sleep(100)
  }
}
