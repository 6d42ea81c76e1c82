import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { canHaveFfmpeg, provideFfmpeg } from '../../../../ops/test/ffmpeg.ts'
import { expectLevels, openListening, quiet, sources } from '../test/listen.ts'

setDefaultTimeout(60_000)

const { make, listen, close } = openListening()
afterAll(close)

const { anna, boris, nobody, picture, speaker } = sources

if (canHaveFfmpeg()) {
  beforeAll(provideFfmpeg)

  describe('what is heard of a recording', () => {
    test('a silent first track hides nothing', async () => {
      const heard = await listen(
        'silent-first.mp4',
        `${picture} ${nobody} ${anna} -map 0 -map 1 -map 2 -c:v mpeg4 -c:a aac`,
        [1, 3],
      )
      expect(heard).toMatchObject({ heardIn: 'audio', voices: null, isSilent: false })
      expectLevels(heard.copy, { 1: [-10], 3: [quiet] })
    })

    test('tracks of several people are joined for listening, and kept apart for recognisers', async () => {
      const heard = await listen(
        'tracks.mkv',
        `${anna} ${boris} ${nobody} -map 0 -map 1 -map 2 -c:a libopus`,
        [1, 3],
      )
      expect(heard).toMatchObject({ heardIn: 'audio', voices: 2 })
      expectLevels(heard.copy, { 1: [-10], 3: [-14] })
      expectLevels(heard.speechCopy, { 1: [-10, quiet], 3: [quiet, -14] })
    })

    test('four microphones are four channels', async () => {
      const clara = speaker(500, 0.25, 'lt').replace('lt(mod(t\\,4)\\,2)', 'between(t\\,4.5\\,5.5)')
      const heard = await listen(
        'four.wav',
        `${anna.replace('lt(mod(t\\,4)\\,2)', 'lt(t\\,2)')} ${boris} ${clara} -filter_complex join=inputs=3:channel_layout=2.1`,
        [1, 3, 5],
      )
      expect(heard.voices).toBe(3)
      expectLevels(heard.speechCopy, {
        1: [-10, quiet, quiet],
        3: [quiet, -14, quiet],
        5: [quiet, quiet, -12],
      })
      expectLevels(heard.copy, { 1: [-10], 3: [-14], 5: [-12] })
    })

    test('a call with one person in each channel keeps its channels', async () => {
      const how = `${anna} ${boris} -filter_complex join=inputs=2:channel_layout=stereo`
      const large = await listen('call.wav', how, [1, 3])
      expect(large).toMatchObject({ heardIn: 'recording', voices: 2, speech: null })
      expectLevels(large.copy, { 1: [-10, quiet], 3: [quiet, -14] })
      expect(await listen('call.m4a', `${how} -c:a aac`)).toMatchObject({ voices: 2, audio: null })
    })

    test('a room in stereo is one', async () => {
      const room =
        'join=inputs=2:channel_layout=stereo,pan=stereo|c0=0.7*c0+0.4*c1|c1=0.4*c0+0.7*c1'
      const heard = await listen('room.m4a', `${anna} ${boris} -filter_complex ${room} -c:a aac`)
      expect(heard).toMatchObject({ voices: null, heardIn: 'recording', audio: null })
    })

    test.each([
      ['opposite', 'pan=stereo|c0=c0|c1=-1*c0'],
      ['nearly opposite', 'pan=stereo|c0=c0|c1=-0.8*c0'],
      ['four in turn opposite', 'pan=4c|c0=c0|c1=-1*c0|c2=c0|c3=-1*c0'],
    ])('channels that are %s are never silence', async (name, filter) => {
      const heard = await listen(`${name.replaceAll(' ', '-')}.flac`, `${anna} -af ${filter}`, [1])
      expect(heard.heardIn).toBe('audio')
      expect(heard.copy?.[1]?.[0]).toBeGreaterThan(-14)
    })

    test('nobody is lost where sum and difference are the channels', async () => {
      const filter = 'join=inputs=2:channel_layout=stereo,pan=stereo|c0=c0+c1|c1=c0-c1'
      const heard = await listen('sides.wav', `${anna} ${boris} -filter_complex ${filter}`, [1, 3])
      expectLevels(heard.copy, { 1: [-10], 3: [-14] })
    })

    test.each([
      ['a fourth of six microphones', 'wav', 'pan=6c|c3=c0'],
      ['a centre', 'flac', 'pan=5.1|FC=c0'],
      ['a channel at the back', 'flac', 'pan=quad|BR=c0'],
      ['all eight', 'wav', `pan=8c|${[0, 1, 2, 3, 4, 5, 6, 7].map((c) => `c${c}=c0`).join('|')}`],
    ])('%s keeps its level', async (name, end, filter) => {
      const heard = await listen(
        `${name.replaceAll(' ', '-')}.${end}`,
        `${anna} -af ${filter}`,
        [1],
      )
      expectLevels(heard.copy, { 1: [-10] })
    })

    test('what begins later or has a gap keeps its place', async () => {
      const late = await listen(
        'late.mkv',
        `${picture} -itsoffset 5 ${anna} -map 0 -map 1 -c:v mpeg4 -c:a aac`,
        [3, 6, 8],
      )
      expectLevels(late.copy, { 3: [quiet], 6: [-10], 8: [quiet] })
      expect(Math.abs(late.durationMs - 17_000)).toBeLessThan(200)
      const gap = `${picture} ${anna} -af aselect=not(between(t\\,2.5\\,7.5)) -c:v mpeg4 -c:a libopus`
      const broken = await listen('gap.mkv', gap, [1, 5, 9])
      expectLevels(broken.copy, { 1: [-10], 5: [quiet], 9: [-10] })
      expect(Math.abs(broken.durationMs - 12_000)).toBeLessThan(200)
    })

    test('somebody who joins late is heard late', async () => {
      const how = `${anna} -itsoffset 620 ${boris} -map 0 -map 1 -c:a libopus`
      const heard = await listen('joins-late.mkv', how, [1, 623])
      expectLevels(heard.copy, { 1: [-10], 623: [-14] })
      expect(Math.abs(heard.durationMs - 632_000)).toBeLessThan(200)
    })

    test('ten tracks are heard', async () => {
      const stereo = nobody.replace('cl=mono', 'cl=stereo')
      const silent = Array.from({ length: 4 }, () => stereo).join(' ')
      const maps = Array.from({ length: 6 }, (_, at) => `-map ${at}`).join(' ')
      const heard = await listen(
        'ten.mkv',
        `${silent} ${anna} ${boris} ${maps} -c:a libopus`,
        [1, 3],
      )
      expectLevels(heard.copy, { 1: [-10], 3: [-14] })
    })

    test('dubbed tracks are not heard on top of each other', async () => {
      const tags = '-metadata:s:a:0 language=eng -metadata:s:a:1 language=rus'
      const heard = await listen(
        'dubbed.mkv',
        `${anna} ${boris} -map 0 -map 1 -c:a libopus ${tags}`,
        [1, 3],
      )
      expect(heard).toMatchObject({ voices: null, heardIn: 'recording' })
    })

    test('a file that is cut off says how much is missing', async () => {
      for (const [name, how] of [
        ['whole.mp4', `${picture} ${anna} -c:v mpeg4 -c:a aac -movflags +faststart`],
        ['whole.m4a', `${anna} -c:a aac -b:a 128k -movflags +faststart`],
        ['whole.wav', anna],
        ['whole.mp3', `${anna} -b:a 64k`],
        ['whole.flac', anna],
        ['whole.mkv', `${anna} -c:a libopus`],
      ] as const) {
        const bytes = await make(name, how)
        const half = bytes.subarray(0, Math.floor(bytes.length * 0.5))
        const { durationMs, missingMs } = await listen(`cut-${name}`, half)
        expect({ name, isShort: durationMs < 9_000 }).toEqual({ name, isShort: true })
        expect({ name, whole: Math.round((durationMs + (missingMs ?? 0)) / 1_000) }).toEqual({
          name,
          whole: 12,
        })
        expect((await listen(name, null)).missingMs).toBeNull()
      }
    })

    test('silence is known as silence, and a whisper is not', async () => {
      expect(await listen('silence.flac', nobody)).toMatchObject({ isSilent: true, voices: null })
      const whisper = await listen('whisper.flac', `${anna} -af volume=-45dB`)
      expect(whisper.isSilent).toBe(false)
    })
  })
}
