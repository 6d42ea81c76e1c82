import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Block {
  /** The heading above the block. */
  heading: string
  script: string
}

/** The commands of a runbook in ops/runbooks: its fenced shell blocks, in order. */
export function readCommands(name: string): Block[] {
  const text = readFileSync(join(import.meta.dir, '../runbooks', name), 'utf8')
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(({ 1: script = '', index }) => ({
    heading: [...text.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '',
    script,
  }))
}
