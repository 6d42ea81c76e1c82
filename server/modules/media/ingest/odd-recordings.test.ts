import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { canHaveFfmpeg, provideFfmpeg } from '../../../../ops/test/ffmpeg.ts'
import { expectLevels, openListening, quiet, sources } from '../test/listen.ts'

setDefaultTimeout(60_000)

const { make, listen, close } = openListening()
afterAll(close)

const { anna, boris, picture } = sources
const twice = (bytes: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([bytes, bytes]))

if (canHaveFfmpeg()) {
  beforeAll(provideFfmpeg)

  describe('recordings with odd times', () => {
    test('files put one behind the other are heard to the end, on their copy', async () => {
      for (const [name, how] of [
        ['one.webm', `${anna} -c:a libopus`],
        ['one.ts', `${picture} ${anna} -c:v mpeg4 -c:a aac`],
        ['one.aac', `${anna} -c:a aac`],
      ] as const) {
        const joined = await listen(`joined-${name}`, twice(await make(name, how)), [9, 11, 13, 15])
        expect({ name, isWhole: Math.abs(joined.durationMs - 24_000) < 300 }).toEqual({
          name,
          isWhole: true,
        })
        expect(joined.heardIn).toBe('audio')
        expectLevels(joined.copy, { 9: [-10], 11: [quiet], 13: [-10], 15: [quiet] })
      }
    })

    test('a second part of which browsers know nothing is heard in the copy', async () => {
      const bytes = twice(await make('chain.ogg', `${anna} -c:a libopus`))
      const heard = await listen('chained.ogg', bytes)
      expect(heard.heardIn).toBe('audio')
      expect(heard.durationMs).toBeGreaterThan(23_900)
    })

    test('pictures that end long before the sound do not hide it', async () => {
      const bytes = twice(await make('call.webm', `${picture} ${anna} -c:v libvpx -c:a libopus`))
      const heard = await listen('calls.webm', bytes)
      expect(heard).toMatchObject({ isPictureShort: true, heardIn: 'audio' })
      const longer = `-f lavfi -i testsrc=d=20:s=64x64:r=5 ${anna} -c:v libvpx -c:a libopus`
      expect(await listen('slides.webm', longer)).toMatchObject({
        isPictureShort: false,
        heardIn: 'recording',
      })
    })

    test('times that run away are not believed', async () => {
      const heard = await listen('dts.avi', `${picture} ${anna} -c:v mpeg4 -c:a dca -strict -2`)
      expect(Math.abs(heard.durationMs - 12_000)).toBeLessThan(200)
    })

    test('a gap over which browsers play on is heard in the copy, and a late start in the recording', async () => {
      const gap = `${picture} ${anna} -af asetpts=PTS+gte(T\\,6)*5/TB -c:v libvpx -c:a libopus`
      const heard = await listen('gap.webm', gap, [5, 9, 14])
      expect(heard.heardIn).toBe('audio')
      expectLevels(heard.copy, { 5: [-10], 9: [quiet], 14: [-10] })
      const late = `${picture} -itsoffset 2.5 ${anna} -map 0 -map 1 -c:v libvpx -c:a libvorbis`
      expect(await listen('late.mkv', late)).toMatchObject({
        heardIn: 'recording',
        missingMs: null,
      })
    })
  })

  describe('lengths that are wrong', () => {
    test.each([
      ['a.w64', anna],
      ['a.caf', anna],
      ['a.wma', `${anna} -c:a wmav2`],
      ['a.avi', `${picture} ${anna} -c:v mpeg4 -c:a mp3`],
      ['a.flv', `${picture} ${anna} -c:v flv -c:a mp3 -ar 44100`],
      ['a.webm', `${picture} ${anna} -c:v libvpx -c:a libopus`],
    ])('half of %s says how much is missing, and the whole nothing', async (name, how) => {
      const bytes = await make(name, how)
      expect((await listen(name, null)).missingMs).toBeNull()
      const half = await listen(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length / 2)))
      expect(half.durationMs).toBeLessThan(7_000)
      expect(Math.abs(half.durationMs + (half.missingMs ?? 0) - 12_000)).toBeLessThan(1_000)
    })

    test('a WAV with more sound than its header says is heard to its end', async () => {
      const bytes = (await make('a.wav', anna)).slice()
      const header = new DataView(bytes.buffer)
      const data = Buffer.from(bytes.buffer).indexOf('data')
      header.setUint32(4, 96_000 + data, true)
      header.setUint32(data + 4, 96_000, true)
      const heard = await listen('battery.wav', bytes, [1, 5, 9])
      expect(heard).toMatchObject({ heardIn: 'audio', missingMs: null })
      expect(Math.abs(heard.durationMs - 12_000)).toBeLessThan(100)
      expectLevels(heard.copy, { 1: [-10], 5: [-10], 9: [-10] })
    })
  })

  describe('channels in which nobody speaks', () => {
    test.each([
      ['hum', '0.02*sin(2*PI*50*t)'],
      ['hiss', '0.01*(random(0)-0.5)'],
    ])('%s is no person', async (name, noise) => {
      const voice = '0.3*sin(2*PI*400*t)*lt(mod(t\\,4)\\,2)'
      const heard = await listen(
        `${name}.wav`,
        `-f lavfi -i aevalsrc=${voice}|${noise}:d=12:s=48000`,
      )
      expect(heard.voices).toBeNull()
    })

    test('two people on a hissing line are two', async () => {
      const filter = 'join=inputs=2:channel_layout=stereo[j];anoisesrc=d=12:a=0.003:r=48000'
      const how = `${anna} ${boris} -filter_complex ${filter},aformat=channel_layouts=stereo[n];[j][n]amix=inputs=2:normalize=0`
      expect((await listen('line.wav', how)).voices).toBe(2)
    })
  })
}
