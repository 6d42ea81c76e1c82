import type { ScriptedUtterance } from './script.ts'

/**
 * Recognises speech in a recording (English) with ffmpeg and pocketsphinx. It is good for flite's voice and poor for
 * people's, so it is for tests only.
 */
export async function hear(path: string): Promise<ScriptedUtterance[]> {
  const wave = `${path}.wav`
  await run(['ffmpeg', '-v', 'error', '-y', '-i', path, '-ar', '16000', '-ac', '1', wave])
  const heard = await run([
    'pocketsphinx_continuous',
    '-infile',
    wave,
    '-time',
    'yes',
    '-logfn',
    '/dev/null',
  ])
  return readHeard(heard)
}

interface HeardWord {
  text: string
  startSeconds: number
  endSeconds: number
}

/** The words of each utterance on one line, then a line `word start end confidence` for each word. */
export function readHeard(output: string): ScriptedUtterance[] {
  const utterances: HeardWord[][] = []
  for (const line of output.split('\n')) {
    const timed = /^(\S+) (\d+\.\d+) (\d+\.\d+) \d+\.\d+$/.exec(line)
    if (!timed) continue
    const [, token = '', start, end] = timed
    if (token === '<s>') utterances.push([])
    else if (!/^[<[+]/.test(token)) {
      utterances.at(-1)?.push({
        text: token.replace(/\(\d+\)$/, ''),
        startSeconds: Number(start),
        endSeconds: Number(end),
      })
    }
  }
  return utterances.flatMap((words) => {
    const [first] = words
    const last = words.at(-1)
    if (!first || !last) return []
    const text = words.map((word) => word.text).join(' ')
    const { startSeconds } = first
    return [{ speaker: null, text, startSeconds, endSeconds: last.endSeconds }]
  })
}

async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}: ${err}`)
  return out
}
