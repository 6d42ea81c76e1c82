const isDigit = (char: string | undefined): boolean =>
  char !== undefined && char >= '0' && char <= '9'

const readDigits = (input: string, from: number): string => {
  let end = from
  while (isDigit(input[end])) end += 1
  return input.slice(from, end)
}

/** Reads `:MM` or `:SS`: a colon and exactly two digits. */
const readSexagesimal = (input: string, from: number): number | null => {
  if (input[from] !== ':') return null
  const digits = readDigits(input, from + 1)
  return digits.length === 2 ? Number(digits) : null
}

/** Collects a WebVTT timestamp at `from` (https://www.w3.org/TR/webvtt1/#collect-a-webvtt-timestamp). */
export function readTimestamp(input: string, from: number): { ms: number; end: number } | null {
  const first = readDigits(input, from)
  if (first === '') return null
  let position = from + first.length
  const second = readSexagesimal(input, position)
  if (second === null) return null
  position += 3

  const startsWithHours = first.length !== 2 || Number(first) > 59
  let [hours, minutes, seconds] = [0, Number(first), second]
  if (startsWithHours || input[position] === ':') {
    const third = readSexagesimal(input, position)
    if (third === null) return null
    position += 3
    hours = Number(first)
    minutes = second
    seconds = third
  }

  if (input[position] !== '.') return null
  const fraction = readDigits(input, position + 1)
  if (fraction.length !== 3 || minutes > 59 || seconds > 59) return null
  return {
    ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(fraction),
    end: position + 4,
  }
}

const SHORT_TIME = /^\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/

/** Milliseconds of a time as captions in the wild write it: `0:0:5.32`, `00:00:05,320`, `00:05.320`. */
export function readLooseTime(time: string): number | null {
  const match = SHORT_TIME.exec(time)
  if (!match) return null
  const [hours, minutes, seconds] = [match[1] ?? '0', match[2], match[3]].map(Number)
  if (minutes === undefined || seconds === undefined || minutes > 59 || seconds > 59) return null
  const fraction = Number((match[4] ?? '').padEnd(3, '0'))
  return (((hours ?? 0) * 60 + minutes) * 60 + seconds) * 1000 + fraction
}
