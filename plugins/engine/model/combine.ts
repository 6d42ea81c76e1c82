import type { RunJudge } from '../run/run-judge.ts'
import type { CombineRequest, SectionPart } from '../types.ts'
import type { Calls } from './call.ts'
import { ModelFault, type ModelMessage, type ModelUsage } from './port.ts'
import { buildCombinePrompt } from './prompt.ts'
import { parseAnswer, readSections } from './read-answer.ts'
import { strictSchema } from './strict-schema.ts'

/** These affect every further call. */
const ofTheAccount: ReadonlySet<string> = new Set<ModelFault['code']>([
  'model_bad_credentials',
  'model_no_access',
  'model_unknown',
  'model_no_quota',
])

/**
 * Combines what several windows returned for a section that is a single item. Returns nothing when that fails, and the
 * windows' results stay. Throws errors that concern the whole run.
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
