import {
  type AudioPlan,
  type ExtractedMedia,
  type ExtractRequest,
  MediaFault,
} from '../../modules/media/ports.ts'
import { createPeakMeter } from './peaks.ts'
import { guarded, runProgram, words } from './run-program.ts'

const samplesPerSecond = 8_000
/** How long the sound of one recording may take. */
export const deadlineMs = 60 * 60_000

/** Decodes the first sound track once: for the waveform, and where asked for into a file of its own. */
export async function extract(
  { url, audio, onProgress }: ExtractRequest,
  signal: AbortSignal,
): Promise<ExtractedMedia> {
  const meter = createPeakMeter(samplesPerSecond)
  const doneMs = () => Math.round((meter.sampleCount() * 1_000) / samplesPerSecond)
  await runProgram({
    program: 'ffmpeg',
    arguments: [
      ...words('-nostdin -hide_banner -v error -y -max_alloc 268435456'),
      ...words('-filter_threads 1 -threads 1 -vn -sn -dn'),
      ...guarded(url),
      ...words(`-map 0:a:0 -ac 1 -ar ${samplesPerSecond} -f s16le pipe:1`),
      ...(audio ? [...track(audio.plan), audio.path] : []),
    ],
    deadlineMs,
    signal,
    async read(output) {
      for await (const chunk of output) {
        meter.add(chunk)
        onProgress(doneMs())
      }
    },
  })
  if (meter.sampleCount() === 0) throw new MediaFault('unreadable_media')
  return { durationMs: doneMs(), peaks: meter.finish() }
}

const formats: Record<AudioPlan['container'], string> = {
  // Its index comes first, so that a player need not fetch the end.
  m4a: '-movflags +faststart -f ipod',
  mp3: '-f mp3',
  ogg: '-f ogg',
}

/** Without names, comments and chapters that somebody wrote into the original. */
const track = ({ codec, container }: AudioPlan): string[] => [
  ...words('-map 0:a:0 -map_metadata -1 -map_chapters -1 -threads 1'),
  ...words(codec === 'copy' ? '-c:a copy' : '-c:a libopus -b:a 48k -ac 1 -application voip'),
  ...words(formats[container]),
]
