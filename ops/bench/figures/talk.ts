const speakers = ['Anna Kern', 'Pavel Ross', 'Mona Greene', 'Jon Dale', 'Iris Bell']
const lines = [
  'So I looked at the numbers from last week, and honestly they are better than I thought.',
  'Okay, then we keep the second supplier for the spring and talk about it again in May.',
  'I will send the revised plan to everybody by Friday, with the two open points marked.',
  'Does anybody know whether the scanners work with the new labels?',
  'The risk is that the integration is late again, and then the pilot moves with it.',
  'Yeah, agreed. Let us do it like that.',
  'Sorry, my connection dropped for a second, could you say that again?',
  'We had, what was it, forty returns in October, most of them because of the packaging.',
]

/** An hour of invented conversation as WebVTT: about 900 cues of four seconds by five voices. */
export function hourOfTalk(): string {
  const cues: string[] = ['WEBVTT', '']
  for (let at = 0; at < 900; at += 1) {
    const speaker = speakers[(at * 7 + Math.floor(at / 3)) % speakers.length]
    const text = `${lines[(at * 5 + Math.floor(at / 11)) % lines.length]} That was point ${at + 1}.`
    cues.push(`${clock(at * 4)} --> ${clock(at * 4 + 3.6)}`, `<v ${speaker}>${text}</v>`, '')
  }
  return cues.join('\n')
}

function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const ms = String(Math.round((seconds % 1) * 1000)).padStart(3, '0')
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${ms}`
}
