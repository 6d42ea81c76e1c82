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
  const total = joinedChannels(tracks)
  let next = 0
  const layout = layoutOf(total)
  const filters = tracks.map(({ track, channels, startMs = 0, isUntimed = false }, at) => {
    const from = next
    next += Math.max(1, channels)
    // Numbers of channels, never their names: what a recorder calls a subwoofer may be its fourth microphone.
    const places = Array.from(
      { length: channels },
      (_, channel) => `c${from + channel}=c${channel}`,
    )
    const placed =
      channels > 1 || tracks.length > 1
        ? `pan=${layout}|${(channels > 0 ? places : [`c${from}=c0`]).join('|')}`
        : 'aformat=channel_layouts=mono'
    const split = aside && at === 0 ? `asplit[own][aside];[aside]${aside}[counted];[own]` : ''
    // At the new rate already: what is filled in stands in memory as a whole.
    const filled = `aresample=${samplesPerSecond},aresample=async=1:first_pts=0,${placed}`
    if (startMs < longStartMs) {
      const placedAt = isUntimed ? `asetpts=N/SR/TB+${startMs / 1_000}/TB,` : ''
      return `[0:a:${track}]${split}${placedAt}${filled}[track${at}]`
    }
    // Filled in at once, an hour of silence would be one piece of hundreds of megabytes.
    const silence = `anullsrc=r=${samplesPerSecond}:cl=mono:d=${startMs / 1_000},${
      placed.startsWith('pan') ? `pan=${layout}|c0=c0` : placed
    }[before${at}]`
    const times = isUntimed ? 'N/SR/TB' : 'PTS-STARTPTS'
    const own = `[0:a:${track}]${split}asetpts=${times},${filled}[own${at}]`
    return `${silence};${own};[before${at}][own${at}]concat=n=2:v=0:a=1[track${at}]`
  })
  if (tracks.length === 1) return filters.join(';').replace(/\[track0\]$/, '[joined]')
  const labels = tracks.map((_, at) => `[track${at}]`).join('')
  const mixed = `amix=inputs=${tracks.length}:duration=longest:normalize=0:dropout_transition=0`
  return `${filters.join(';')};${labels}${mixed}[joined]`
}

const longStartMs = 10_000
/** Counts that ffmpeg can put together: others above eight get silent channels at their end. */
const mostNamed = 8
const manyChannels = 16

/** How many channels come of joining these tracks. */
export function joinedChannels(tracks: DecodedTrack[]): number {
  const total = tracks.reduce((sum, track) => sum + Math.max(1, track.channels), 0)
  return total <= mostNamed ? total : manyChannels
}

const layoutOf = (channels: number): string =>
  channels <= mostNamed ? `${channels}c` : 'hexadecagonal'
