import { blocksImporter } from './formats/blocks.ts'
import { csvImporter } from './formats/csv.ts'
import { headedImporter } from './formats/headed.ts'
import { jsonImporter } from './formats/json/importer.ts'
import { meetImporter } from './formats/meet.ts'
import { plainImporter } from './formats/plain.ts'
import { sbvImporter } from './formats/sbv.ts'
import { srtImporter } from './formats/srt.ts'
import { tabbedImporter } from './formats/tabbed.ts'
import { teamsBlocksImporter } from './formats/teams-blocks.ts'
import { webVttImporter } from './formats/webvtt.ts'
import type { Container, Importer } from './types.ts'

const importers: readonly Importer[] = [
  webVttImporter,
  jsonImporter,
  teamsBlocksImporter,
  srtImporter,
  sbvImporter,
  meetImporter,
  tabbedImporter,
  csvImporter,
  blocksImporter,
  headedImporter,
  plainImporter,
]

/** Returns the importer with the highest certainty; undefined when none recognises the text. */
export function chooseImporter(text: string, container: Container): Importer | undefined {
  let best: { importer: Importer; score: number } | undefined
  for (const importer of importers) {
    const score = importer.recognise(text, container)
    if (score > (best?.score ?? 0)) best = { importer, score }
  }
  return best?.importer
}
