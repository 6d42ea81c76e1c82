import { docxOf, documentXml, paragraph } from '../../../../plugins/importers/test/docx.ts'

const clock = (second: number): string => new Date(second * 1_000).toISOString().slice(11, 23)
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const lines = [
  'We decided to move the launch to December, and I will send the plan by Friday.',
  'The main risk is that the vendor is late with the new scanners.',
  'Sounds good, agreed; who pays for the additional licences is still open.',
]
const line = (at: number): string => `${lines[at % lines.length]} That was ${at}.`

/** Captions with this many cues that alternate between three voices. */
export const captions = (count: number): Uint8Array<ArrayBuffer> =>
  bytesOf(
    `WEBVTT\n\n${Array.from(
      { length: count },
      (_, at) => `${clock(at * 2)} --> ${clock(at * 2 + 1)}\n<v Voice ${at % 3}>${line(at)}</v>\n`,
    ).join('\n')}`,
  )

/** Eight hours of three voices, as a speech provider returns them. */
export const talk = Array.from({ length: 4_500 }, (_, at) => ({ speaker: at % 3, text: line(at) }))

/** Transcripts that a stranger could send to cause load. Each is rejected or read, and blocks nobody. */
export const transcripts: Record<string, () => Uint8Array<ArrayBuffer>> = {
  'text of 19.5 MB': () => bytesOf(`Ada: ${lines[0]}\nBen: ok\n`.repeat(200_000)),
  'captions of a million cues': () =>
    bytesOf(`WEBVTT\n\n${'00:00:01.000 --> 00:00:02.000\na\n\n'.repeat(500_000)}`),
  'captions that fit': () => captions(17_000),
  'voices inside voices': () =>
    bytesOf(`WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${'<v a>'.repeat(3_000_000)}`),
  'entities without end': () =>
    bytesOf(`WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${'&amp;'.repeat(3_500_000)}`),
  'JSON of 200,000 turns': () =>
    bytesOf(
      JSON.stringify({
        segments: Array.from({ length: 200_000 }, (_, at) => ({
          speaker: 'A',
          text: 'x',
          start: at,
        })),
      }),
    ),
  'JSON nested without end': () => bytesOf('['.repeat(15_000_000)),
  'white space': () => bytesOf(`${' '.repeat(19_000_000)}a`),
  'nothing but colons': () => bytesOf('a: '.repeat(6_500_000)),
  'a DOCX of 30 MB': () =>
    docxOf(documentXml(paragraph(`Ada: ${lines[0]}`).repeat(130_000))) as Uint8Array<ArrayBuffer>,
}
