import { type Locale, runFixtures } from '../../../plugins/engine/index.ts'
import { CommandFailed } from '../commands/command.ts'
import { runOnce } from '../run-once.ts'
import { loadPackAt } from './read-pack.ts'

/** Runs the fixtures of a pack with the configured provider and says what they miss. */
export async function testPackAt(source: string, language: Locale) {
  const pack = await loadPackAt(source, language)
  const outcomes = await runFixtures(pack, runOnce)
  if (outcomes.length === 0) {
    throw new CommandFailed(`${source} has no test cases; add some below fixtures/.`)
  }
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length
  const lines = outcomes.flatMap(({ path, faults }) => [
    `${faults.length === 0 ? 'passed' : 'failed'} ${path}`,
    ...faults.map(({ pointer, words }) => `  ${path}#${pointer}: ${words[language]}`),
  ])
  return {
    data: {
      provider: outcomes[0]?.output.provider,
      passed: outcomes.length - failed,
      failed,
      fixtures: outcomes.map(({ path, faults }) => ({ path, faults })),
    },
    lines: [...lines, `${outcomes.length - failed} passed, ${failed} failed`],
    isGood: failed === 0,
  }
}
