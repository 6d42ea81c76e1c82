import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Block {
  /** The heading that it stands below. */
  heading: string
  script: string
}

/** What a runbook in ops/runbooks tells to type: its fenced blocks of shell commands, in order. */
export function readCommands(name: string): Block[] {
  const text = readFileSync(join(import.meta.dir, '../runbooks', name), 'utf8')
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(({ 1: script = '', index }) => ({
    heading: [...text.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '',
    script,
  }))
}
