import type { DecodedTrack } from '../../modules/media/ports.ts'

/**
 * A filter that puts the channels of several tracks beside each other, ending in `[joined]`. What begins later or has a
 * gap is filled with silence, so that a sample's place is its time (https://ffmpeg.org/ffmpeg-resampler.html, `async`).
 * `aside` is what else is done with the first track, ending in `[counted]`.
 */
export function joinTracks(
  tracks: DecodedTrack[],
  samplesPerSecond: number,
  aside: string | null = null,
): string {
  const total = tracks.reduce((sum, track) => sum + Math.max(1, track.channels), 0)
  let next = 0
  const filters = tracks.map(({ track, channels }, at) => {
    const from = next
    next += Math.max(1, channels)
    // Numbers of channels, never their names: what a recorder calls a subwoofer may be its fourth microphone.
    const places = Array.from(
      { length: channels },
      (_, channel) => `c${from + channel}=c${channel}`,
    )
    const placed =
      channels > 1 || tracks.length > 1
        ? `pan=${total}c|${(channels > 0 ? places : [`c${from}=c0`]).join('|')}`
        : 'aformat=channel_layouts=mono'
    const split = aside && at === 0 ? `asplit[own][aside];[aside]${aside}[counted];[own]` : ''
    const source = `[0:a:${track}]${split}aresample=${samplesPerSecond}:async=1:first_pts=0`
    return `${source},${placed}[track${at}]`
  })
  if (tracks.length === 1) return filters.join(';').replace(/\[track0\]$/, '[joined]')
  const labels = tracks.map((_, at) => `[track${at}]`).join('')
  const mixed = `amix=inputs=${tracks.length}:duration=longest:normalize=0:dropout_transition=0`
  return `${filters.join(';')};${labels}${mixed}[joined]`
}
