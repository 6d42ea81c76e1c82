import type { DecodedTrack, HeardSound, SoundMix, SoundTrack } from '../ports.ts'

/** No more are decoded: a recorder with more microphones has a mix among the first. */
const mostChannels = 16

/** What of a recording is listened to: every track, and of tracks in several languages the first that is spoken. */
export function chooseTracks(tracks: SoundTrack[]): DecodedTrack[] {
  let room = mostChannels
  return tracks.flatMap(({ channels, startMs }, track) => {
    const taken = Math.max(1, channels)
    if (taken > room) return []
    room -= taken
    return [{ track, channels, startMs }]
  })
}

export interface ChosenMix {
  /** All channels mixed into one. */
  mono: SoundMix
  /** A channel for each person or side; null if everybody is heard in all of them. */
  voices: SoundMix | null
  /** The first track as a player or a recogniser puts it together by itself says all of it. */
  isPlain: boolean
  /** All channels are silent. */
  isSilent: boolean
}

/** The loudest 100 ms of silence, in decibels below full scale. */
const silentDb = 75
/** A channel this much below the loudest one adds nothing. */
const faintDb = 45
const loudShare = 0.05
/** Speech may be this much below its loudest moments. */
const speechRangeDb = 22
/** Two channels with at least this correlation, in percent, hold the same sound or its inverse. */
const alike = 50

interface Heard {
  channel: number
  track: number
  loudDb: number
}

/** Decides how to mix the channels. */
export function chooseMix(
  decoded: DecodedTrack[],
  tracks: SoundTrack[],
  sound: HeardSound,
): ChosenMix {
  const all = decoded.flatMap(({ track, channels }) =>
    Array.from({ length: Math.max(1, channels) }, () => track),
  )
  const loud = all.map((track, channel) => ({
    channel,
    track,
    loudDb: loudOf(sound.levels[channel] ?? new Uint8Array()),
  }))
  const most = Math.min(...loud.map(({ loudDb }) => loudDb))
  const alive = loud.filter(({ loudDb }) => loudDb < silentDb && loudDb <= most + faintDb)
  const spoken = inOneLanguage(alive, tracks)
  const mono = toMix(decoded, [weigh(spoken, all.length, sound)])
  const units = unitsOf(spoken.filter(({ channel }) => !isSteady(sound.levels[channel])))
  const voices =
    units.length > 1 && areApart(units.map(loudestOf), sound)
      ? toMix(
          decoded,
          units.map((unit) => weigh(unit, all.length, sound)),
        )
      : null
  return { mono, voices, isSilent: alive.length === 0, isPlain: isPlain(all, spoken, mono) }
}

const loudestOf = (unit: Heard[]): Heard =>
  unit.reduce((one, other) => (other.loudDb < one.loudDb ? other : one))

/** The level that 5% of the moments reach, so that a few words in an hour of silence count. */
function loudOf(levels: Uint8Array): number {
  const sorted = levels.toSorted()
  const usual = sorted[Math.floor(sorted.length * loudShare)] ?? 120
  const rare = sorted[Math.min(2, sorted.length - 1)] ?? 120
  return usual < silentDb ? usual : rare
}

const steadyDb = 6
const leastQuietShare = 0.8

/** Hum and hiss of a cable stay as they are; people pause between words. */
function isSteady(levels: Uint8Array = new Uint8Array()): boolean {
  const sorted = levels.toSorted()
  const loud = sorted[Math.floor(sorted.length * loudShare)] ?? 120
  const quiet = sorted[Math.floor(sorted.length * leastQuietShare)] ?? 120
  return quiet - loud < steadyDb
}

/** Dubbed tracks would be unintelligible together. */
function inOneLanguage(alive: Heard[], tracks: SoundTrack[]): Heard[] {
  const languageOf = ({ track }: Heard) => tracks[track]?.language ?? null
  const known = new Set(alive.map(languageOf).filter((language) => language !== null))
  if (known.size < 2) return alive
  const [first] = alive
  return alive.filter((one) => languageOf(one) === (first ? languageOf(first) : null))
}

/** What may hold one person: a track, or a channel of the only track. */
function unitsOf(spoken: Heard[]): Heard[][] {
  const byTrack = Map.groupBy(spoken, ({ track }) => track)
  return byTrack.size > 1 ? [...byTrack.values()] : spoken.map((one) => [one])
}

/** Weights of all channels that make one of these, so that nothing is cancelled and each keeps its level. */
function weigh(unit: Heard[], channels: number, sound: HeardSound): number[] {
  const weights = Array.from({ length: channels }, () => 0)
  const chosen: number[] = []
  for (const { channel } of unit.toSorted((one, other) => one.loudDb - other.loudDb)) {
    const sign = signOf(channel, chosen, weights, sound)
    if (sign === 0) continue
    weights[channel] = sign
    chosen.push(channel)
  }
  const power = chosen.reduce((sum, one) => sum + sound.product(one, one), 0)
  const mixed = chosen.reduce(
    (sum, one) =>
      sum +
      chosen.reduce(
        (own, other) =>
          own + (weights[one] ?? 0) * (weights[other] ?? 0) * sound.product(one, other),
        0,
      ),
    0,
  )
  const gain = mixed > 0 ? Math.max(1 / Math.max(1, chosen.length), Math.min(1, power / mixed)) : 1
  return weights.map((weight) => weight * gain)
}

/** 1 or -1; 0 for a channel that sometimes adds to another one and sometimes takes away from it. */
function signOf(channel: number, chosen: number[], weights: number[], sound: HeardSound): number {
  let sign = 1
  let surest = 0
  for (const other of chosen) {
    const both = compare(channel, other, sound)
    if (both.opposite >= 0.1 && both.alike >= 0.1) return 0
    const sure = Math.max(both.opposite, both.alike)
    if (sure <= Math.max(surest, 0.1)) continue
    surest = sure
    sign = (both.opposite > both.alike ? -1 : 1) * Math.sign(weights[other] ?? 1)
  }
  return sign
}

/** Of the moments in which both are heard, the share in which they are alike and opposite. */
function compare(one: number, other: number, sound: HeardSound) {
  const levels = [sound.levels[one], sound.levels[other]]
  const floors = levels.map((own) => loudOf(own ?? new Uint8Array()) + speechRangeDb)
  let both = 0
  let same = 0
  let opposite = 0
  for (const [at, likeness] of sound.likeness(one, other).entries()) {
    if (levels.some((own, which) => (own?.[at] ?? 120) > (floors[which] ?? 0))) continue
    both++
    if (likeness > alike) same++
    if (likeness < -alike) opposite++
  }
  return { alike: both ? same / both : 0, opposite: both ? opposite / both : 0 }
}

/** One is the louder by so much where only one speaks; what leaks into the other channel is below. */
const apartDb = 9
const leastApartShare = 0.6
const leastOwnShare = 0.03
const leastOwnFrames = 4
const mostAlikeShare = 0.2

/** Whether each of these is heard on its own: mostly one at a time, and what is heard together is not the same sound. */
function areApart(units: Heard[], sound: HeardSound): boolean {
  const levels = units.map(({ channel }) => sound.levels[channel] ?? new Uint8Array())
  const floors = units.map(({ loudDb }) => loudDb + speechRangeDb)
  const likeness = units.map(({ channel }) =>
    units.map((other) =>
      other.channel === channel ? null : sound.likeness(channel, other.channel),
    ),
  )
  const own = units.map(() => 0)
  let heard = 0
  let together = 0
  for (let at = 0; at < (levels[0]?.length ?? 0); at++) {
    const now = levels.map((level) => level[at] ?? 120)
    if (now.every((level, which) => level > (floors[which] ?? 0))) continue
    heard++
    const [first = 0, second = 0] = now
      .map((_, which) => which)
      .toSorted((one, other) => (now[one] ?? 0) - (now[other] ?? 0))
    if ((now[second] ?? 0) - (now[first] ?? 0) >= apartDb) own[first] = (own[first] ?? 0) + 1
    else if (Math.abs(likeness[first]?.[second]?.[at] ?? 0) > alike) together++
  }
  const apart = own.reduce((sum, frames) => sum + frames, 0)
  return (
    apart >= heard * leastApartShare &&
    together <= heard * mostAlikeShare &&
    own.every((frames) => frames >= Math.max(leastOwnFrames, heard * leastOwnShare))
  )
}

/** One track of one or two channels that nothing cancels. */
function isPlain(all: number[], spoken: Heard[], mono: SoundMix): boolean {
  const weights = mono.outputs[0] ?? []
  const isFirstOnly = spoken.every(({ track }) => track === 0)
  const ofFirst = all.filter((track) => track === 0).length
  return (
    isFirstOnly &&
    ofFirst <= 2 &&
    weights.every((weight) => weight >= 0) &&
    !isDropped(spoken, weights)
  )
}

const isDropped = (spoken: Heard[], weights: number[]): boolean =>
  spoken.some(({ channel }) => weights[channel] === 0)

/** Only tracks that something is taken of need to be decoded again. */
function toMix(decoded: DecodedTrack[], outputs: number[][]): SoundMix {
  let next = 0
  const placed = decoded.map((track) => {
    const from = next
    next += Math.max(1, track.channels)
    return { ...track, from, to: next }
  })
  const used = placed.filter(({ from, to }) =>
    outputs.some((weights) => weights.slice(from, to).some((weight) => weight !== 0)),
  )
  const kept = used.length > 0 ? used : placed.slice(0, 1)
  return {
    tracks: kept.map(({ track, channels, startMs = 0, isUntimed = false }) => ({
      track,
      channels,
      startMs,
      ...(isUntimed ? { isUntimed } : {}),
    })),
    outputs: outputs.map((weights) => kept.flatMap(({ from, to }) => weights.slice(from, to))),
  }
}
