import {
  bumpNames,
  comparePacks,
  leastVersion,
  type Locale,
  checkVersionBump,
  requiredBump,
} from '../../../plugins/engine/index.ts'
import { loadPackAt, problemLine } from './read-pack.ts'
import { translate, type Translated } from '../../../plugins/vocabulary.ts'

/** The changes from one pack to another, as data and as lines for people. */
export async function comparePacksAt(from: string, to: string, language: Locale) {
  const [before, after] = [await loadPackAt(from, language), await loadPackAt(to, language)]
  const differences = comparePacks(before, after)
  const bump = requiredBump(differences)
  const problem = checkVersionBump(before, after)
  const least = leastVersion(before, after)
  const sizes = translate(bumpNames, language)
  const width = Math.max(...Object.values(sizes).map(({ length }) => length))
  const lines = differences.map(
    ({ bump: size, words, pointer }) =>
      `${sizes[size].padEnd(width + 1)} ${words[language]}  (${pointer})`,
  )
  const summary =
    bump === null
      ? translate(words, language).same
      : `${translate(words, language).bump}: ${sizes[bump]} (${before.manifest.version} → ${least})`
  return {
    data: {
      from: named(before),
      to: named(after),
      requiredBump: bump,
      leastVersion: least,
      differences,
      problem,
    },
    lines: [...lines, summary, ...(problem && bump ? [problemLine(problem, language)] : [])],
  }
}

const words: Translated<{ same: string; bump: string }> = {
  en: { same: 'Nothing differs that a version would have to say.', bump: 'Needed' },
  ru: { same: 'Нет различий, о которых должна сказать версия.', bump: 'Изменение в целом' },
}

const named = ({
  manifest: { id, version },
  hash,
}: {
  manifest: { id: string; version: string }
  hash: string
}) => ({
  id,
  version,
  hash,
})
