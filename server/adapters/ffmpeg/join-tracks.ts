import type { DecodedTrack } from '../../modules/media/ports.ts'

/**
 * A filter that puts the channels of several tracks side by side, ending in `[joined]`. Late starts and gaps are filled
 * with silence, so that a sample's position is its time (https://ffmpeg.org/ffmpeg-resampler.html, `async`). `aside` is
 * a further chain on the first track, ending in `[counted]`.
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
    // Channels are numbered, never named: a recorder's "subwoofer" may be its fourth microphone.
    const places = Array.from(
      { length: channels },
      (_, channel) => `c${from + channel}=c${channel}`,
    )
    const placed =
      channels > 1 || tracks.length > 1
        ? `pan=${layout}|${(channels > 0 ? places : [`c${from}=c0`]).join('|')}`
        : 'aformat=channel_layouts=mono'
    const split = aside && at === 0 ? `asplit[own][aside];[aside]${aside}[counted];[own]` : ''
    // Resampled first: the filled-in silence is held in memory as a whole.
    const filled = `aresample=${samplesPerSecond},aresample=async=1:first_pts=0,${placed}`
    if (startMs < longStartMs) {
      const placedAt = isUntimed ? `asetpts=N/SR/TB+${startMs / 1_000}/TB,` : ''
      return `[0:a:${track}]${split}${placedAt}${filled}[track${at}]`
    }
    // Filled at once, an hour of silence would be one frame of hundreds of megabytes.
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
/** Counts that ffmpeg has layouts for; other counts above eight are padded with silent channels. */
const maxNamed = 8
const manyChannels = 16

/** How many channels joining these tracks gives. */
export function joinedChannels(tracks: DecodedTrack[]): number {
  const total = tracks.reduce((sum, track) => sum + Math.max(1, track.channels), 0)
  return total <= maxNamed ? total : manyChannels
}

const layoutOf = (channels: number): string =>
  channels <= maxNamed ? `${channels}c` : 'hexadecagonal'
