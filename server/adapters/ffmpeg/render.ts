import type { RenderRequest } from '../../modules/media/ports.ts'
import { asOpus, deadlineMs, withoutTags } from './extract.ts'
import { joinTracks } from './join-tracks.ts'
import { guarded, runProgram, words } from './run-program.ts'

const forms: Record<RenderRequest['form'], { samplesPerSecond: number; how: string[] }> = {
  opus: { samplesPerSecond: 48_000, how: [...asOpus, ...words('-f ogg')] },
  // Recognisers use this rate; FLAC (https://xiph.org/flac/format.html) has at most eight channels.
  flac: { samplesPerSecond: 16_000, how: words('-c:a flac -sample_fmt s16 -f flac') },
}

const usualLayouts: Record<number, string> = { 1: 'mono', 2: 'stereo' }

/** Mixes the channels of the given tracks into a file. */
export async function render(
  { url, reading, mix, path, form, isSparse, onProgress }: RenderRequest,
  signal: AbortSignal,
): Promise<void> {
  const { samplesPerSecond: usual, how } = forms[form]
  const samplesPerSecond = isSparse ? forms.flac.samplesPerSecond : usual
  const layout = usualLayouts[mix.outputs.length] ?? `${mix.outputs.length}c`
  const outputs = mix.outputs.map((weights, at) => `c${at}=${sum(weights)}`)
  const mayClip = mix.outputs.some((weights) => total(weights) > 1.001)
  const filter = [
    `${joinTracks(mix.tracks, samplesPerSecond)};[joined]pan=${layout}|${outputs.join('|')}`,
    ...(mayClip ? ['alimiter=limit=0.95:level=false'] : []),
  ].join(',')
  await runProgram({
    program: 'ffmpeg',
    arguments: [
      ...words('-nostdin -hide_banner -v error -y -max_alloc 268435456 -progress pipe:1'),
      ...words('-filter_threads 1 -filter_complex_threads 1 -threads 1 -vn -sn -dn'),
      ...guarded(url, reading),
      '-filter_complex',
      `${filter}[mixed]`,
      ...words('-map [mixed]'),
      ...withoutTags,
      ...how,
      path,
    ],
    deadlineMs,
    signal,
    async read(output) {
      const decoder = new TextDecoder()
      for await (const chunk of output) {
        const us = /out_time_us=(\d+)/.exec(decoder.decode(chunk, { stream: true }))?.[1]
        if (us) onProgress(Number(us) / 1_000)
      }
    },
  })
}

const total = (weights: number[]): number =>
  weights.reduce((all, weight) => all + Math.abs(weight), 0)

function sum(weights: number[]): string {
  const terms = weights.flatMap((weight, channel) =>
    weight === 0 ? [] : [`${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(4)}*c${channel}`],
  )
  return terms.join('').replace(/^\+/, '') || '0*c0'
}
