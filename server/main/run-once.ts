import {
  ModelFault,
  type RunInput,
  type RunOutput,
  runScenario,
} from '../../plugins/engine/index.ts'
import { openModelEngine } from '../runtimes/engine-model/index.ts'
import { extractiveProvider } from '../../plugins/extractive/index.ts'
import { readConfig } from '../platform/config.ts'
import { CommandFailed } from './command.ts'
import { openModel } from './model.ts'

/** Runs a scenario with the configured provider; a provider fault ends the command with one line. */
export async function runOnce(input: Omit<RunInput, 'provider'>): Promise<RunOutput> {
  const model = openModel(readConfig().llm)
  if (!model) return runScenario({ ...input, provider: extractiveProvider() })
  try {
    return await openModelEngine(model).run(input)
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error
    const said = error.serverMessage === null ? '' : ` It says: “${error.serverMessage}”.`
    throw new CommandFailed(`${model.name}: ${error.message}${said} ${remedies[error.code]}`)
  }
}

const remedies: Record<ModelFault['code'], string> = {
  model_bad_credentials: 'Check OPENAI_API_KEY.',
  model_no_access: 'The key may not use this model: check its project and region.',
  model_unknown: 'Check OPENAI_MODEL and OPENAI_BASE_URL.',
  model_address_refused: 'Check OPENAI_BASE_URL.',
  model_no_quota: 'The account has no credit left: add some, then run it again.',
  model_rate_limited: 'Too many requests for this account; run it again in some minutes.',
  model_request_refused:
    'Check that OPENAI_BASE_URL speaks chat completions and OPENAI_MODEL is a chat model.',
  model_prompt_refused: 'The server refuses what this meeting says: choose another model.',
  model_context_exceeded: 'Set OPENAI_CONTEXT_TOKENS to what the model takes.',
  model_unavailable: 'Check OPENAI_BASE_URL and the network, or run it again later.',
  model_timeout: 'Run it again later.',
  model_cut: 'Run it again.',
  model_garbage:
    'Check that OPENAI_BASE_URL leads to an OpenAI-compatible server (it ends in /v1).',
  model_answer_cut: 'Choose a model that may write longer answers.',
  model_answer_empty: 'Choose another model, or check the limits of its server.',
  model_answer_invalid: 'Choose a more capable model.',
  model_answer_too_dear:
    'Use simpler patterns, or shorter lists, in the scenario’s output.schema.json.',
  model_over_budget: 'Raise the limits in the scenario’s pack.json, or process a shorter meeting.',
  model_schema_too_large: 'Split the step in the scenario’s pack.json.',
}
