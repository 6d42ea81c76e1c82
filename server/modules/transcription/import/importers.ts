import { jsonSegmentsImporter } from './formats/json-segments.ts'
import { plainImporter } from './formats/plain.ts'
import { srtImporter } from './formats/srt.ts'
import { webVttImporter } from './formats/webvtt.ts'
import type { Importer } from './types.ts'

/** Every format that can be read. */
const importers: readonly Importer[] = [
  webVttImporter,
  jsonSegmentsImporter,
  srtImporter,
  plainImporter,
]

/** The importer that is surest of the text; undefined when none recognises anything. */
export function chooseImporter(text: string): Importer | undefined {
  let best: { importer: Importer; score: number } | undefined
  for (const importer of importers) {
    const score = importer.recognise(text)
    if (score > (best?.score ?? 0)) best = { importer, score }
  }
  return best?.importer
}
