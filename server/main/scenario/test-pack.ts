import { type Locale, runFixtures } from '../../../plugins/engine/index.ts'
import { runOnce } from '../run-once.ts'
import { loadPackAt } from './read-pack.ts'
import { translate, type Translated } from '../../../plugins/vocabulary.ts'

/** Runs the fixtures of a pack with the configured provider and reports failures; a pack without fixtures passes. */
export async function testPackAt(source: string, language: Locale, mustHaveFixtures: boolean) {
  const pack = await loadPackAt(source, language)
  const say = translate(words, language)
  const outcomes = await runFixtures(pack, runOnce)
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length
  const passed = outcomes.length - failed
  const lines = outcomes.flatMap(({ path, faults }) => [
    `${faults.length === 0 ? say.passed : say.failed} ${path}`,
    ...faults.map(({ pointer, words: found }) => `  ${path}#${pointer}: ${found[language]}`),
  ])
  return {
    data: {
      provider: outcomes[0]?.output.provider,
      passed,
      failed,
      fixtures: outcomes.map(({ path, faults }) => ({ path, faults })),
    },
    lines: [...lines, outcomes.length === 0 ? say.none(source) : say.sum(passed, failed)],
    isGood: failed === 0 && (outcomes.length > 0 || !mustHaveFixtures),
  }
}

interface Words {
  passed: string
  failed: string
  sum: (passed: number, failed: number) => string
  none: (source: string) => string
}

const words: Translated<Words> = {
  en: {
    passed: 'passed',
    failed: 'failed',
    sum: (passed: number, failed: number) => `${passed} passed, ${failed} failed`,
    none: (source: string) =>
      `${source} is valid but has no test cases, so nothing was tested. A test case is a short transcript with what has to be found in it; bun aam scenario new writes two to copy, below fixtures/.`,
  },
  ru: {
    passed: 'пройден',
    failed: 'не пройден',
    sum: (passed: number, failed: number) => `Пройдено: ${passed}, не пройдено: ${failed}`,
    none: (source: string) =>
      `${source} исправен, но в нём нет тестовых случаев, поэтому проверять было нечего. Тестовый случай – это короткая расшифровка и то, что в ней должно найтись; два образца в папку fixtures/ кладёт bun aam scenario new.`,
  },
}
