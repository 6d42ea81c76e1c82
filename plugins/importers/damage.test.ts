import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { ImportError, parseTranscript } from './index.ts'
import { fileSamples, textSamples } from './test/fixtures.ts'

setDefaultTimeout(60_000)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const OTHERS: [name: string, text: string][] = [
  [
    'WebVTT',
    'WEBVTT\n\nSTYLE\n::cue {}\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n<v.x Doe, J [NA]>One &amp; <i>two</i>\n\n2\n00:00:03.000 --> 00:00:04.000\n<v Bob>three.</v>\n',
  ],
  [
    'SRT',
    '1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn: One.\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nBob: Two.\r\n',
  ],
  [
    'Markdown',
    '---\ntitle: Sync\n---\n# Head\n\n**Ann:** [00:00:01] Hello.\n\nBob (00:09): Да, это я.\n',
  ],
  [
    'segments',
    '{"title":"a","segments":[{"speaker":"Ann","start":0.5,"end":2,"text":"One."},{"text":"Two."}]}',
  ],
]

const files: [name: string, file: Uint8Array][] = [
  ...OTHERS.map(([name, text]): [string, Uint8Array] => [name, bytes(text)]),
  ...textSamples.map(({ name, text }): [string, Uint8Array] => [name, bytes(text)]),
  ...fileSamples.map(({ name, bytes: file }): [string, Uint8Array] => [name, file]),
]

/** Mulberry32: the same mutations on every run. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const TOKENS = [
  '-->',
  '\n\n',
  '\0',
  '<v ',
  '&#',
  '\uFEFF',
  ':',
  '{"',
  ']',
  '\t',
  '  0:09\n',
  '- 1:00',
]

const mutate = (file: Uint8Array, random: () => number): Uint8Array => {
  const upTo = (count: number): number => Math.floor(random() * count)
  const from = upTo(file.length)
  const to = from + upTo(30)
  const replacements = [
    () => new Uint8Array(0),
    () => file.slice(from, to).map((byte) => byte ^ (1 << upTo(8))),
    () => Uint8Array.from({ length: 20 }, () => upTo(256)),
    () => bytes(TOKENS[upTo(TOKENS.length)] ?? ''),
    () => file.slice(upTo(file.length)),
  ]
  const middle = replacements[upTo(replacements.length)]?.() ?? file
  return new Uint8Array(Buffer.concat([file.slice(0, from), middle, file.slice(to)]))
}

/** Imported whole or refused with a reason: nothing else may come of any file. */
const expectImportedOrRefused = (file: Uint8Array): void => {
  try {
    const { segments } = parseTranscript(file)
    expect(segments.length).toBeGreaterThan(0)
    for (const { speaker, text, startMs, endMs } of segments) {
      expect(text).not.toBe('')
      expect(speaker).not.toBe('')
      expect(`${speaker} ${text}`.isWellFormed()).toBe(true)
      expect(startMs ?? 0).toBeGreaterThanOrEqual(0)
      expect(endMs ?? Infinity).toBeGreaterThanOrEqual(startMs ?? 0)
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    expect(error.detail).not.toBe('')
  }
}

describe('damaged files are imported or refused, never worse', () => {
  test.each(files)('%s, changed in places', (name, file) => {
    for (let seed = 0; seed < 40; seed += 1) {
      const random = seeded(seed * 31 + name.length)
      let damaged = file
      for (let round = 0; round <= seed % 4; round += 1) damaged = mutate(damaged, random)
      expectImportedOrRefused(damaged)
    }
  })

  test.each(files)('%s, cut off', (name, file) => {
    const random = seeded(name.length)
    for (let at = 0; at < 30; at += 1) {
      expectImportedOrRefused(file.slice(0, Math.floor(random() * file.length)))
    }
  })

  test.each(files)('%s, with single bits flipped', (name, file) => {
    const random = seeded(name.length + 7)
    for (let at = 0; at < 60; at += 1) {
      const damaged = file.slice()
      const place = Math.floor(random() * file.length)
      damaged[place] = (damaged[place] ?? 0) ^ (1 << Math.floor(random() * 8))
      expectImportedOrRefused(damaged)
    }
  })
})
