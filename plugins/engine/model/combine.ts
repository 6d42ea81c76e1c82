import type { RunJudge } from '../run/run-judge.ts'
import type { CombineRequest, SectionPart } from '../types.ts'
import type { Calls } from './call.ts'
import { ModelFault, type ModelMessage, type ModelUsage } from './port.ts'
import { buildCombinePrompt } from './prompt.ts'
import { parseAnswer, readSections } from './read-answer.ts'
import { strictSchema } from './strict-schema.ts'

/** No other call would fare better. */
const ofTheAccount: ReadonlySet<string> = new Set<ModelFault['code']>([
  'model_bad_credentials',
  'model_no_access',
  'model_unknown',
  'model_no_quota',
])

/**
 * Makes one item of what several windows gave for a section that is a single item. When that cannot
 * be had it gives nothing, and what the windows gave stands. Throws what concerns the whole run.
 */
export async function combineParts(
  { calls, judge }: { calls: Calls; judge: Pick<RunJudge, 'findFaults'> },
  request: CombineRequest,
  estimate: (messages: ModelMessage[]) => ModelUsage,
): Promise<SectionPart> {
  const { pack, section, meeting } = request
  const nothing: SectionPart = { state: 'ok', items: [] }
  const messages = buildCombinePrompt(request)
  try {
    const schema = strictSchema(pack, [section], meeting.language)
    const { completion, interaction } = await calls.complete(
      { messages, schema },
      estimate(messages),
    )
    const answer = parseAnswer(completion.text, pack, [section])
    const reader = { pack, judge, findPerson: () => null }
    const read = answer && (await readSections(reader, [section], answer)).get(section.name)
    const [first] = read ?? []
    if (first && first.errors.length === 0) return { state: 'ok', items: [first.item] }
    interaction.outcome = completion.refusal === null ? 'invalid' : 'refused'
    interaction.errorCode = interaction.outcome
    return nothing
  } catch (error) {
    if (error instanceof ModelFault && !ofTheAccount.has(error.code)) return nothing
    throw error
  }
}
