import { probeForms, type FormReport, type ModelReport } from '../../adapters/openai/index.ts'
import type { Config } from '../../platform/config.ts'
import { modelOptions } from '../model.ts'
import { CommandFailed } from '../command.ts'

/** Probes the configured language model in each answer form and prints the result; returns 1 if none works. */
export async function diagnoseModel(config: Config, isJson: boolean): Promise<number> {
  if (config.llm.provider === 'extractive') {
    throw new CommandFailed(
      'No language model is configured: set OPENAI_API_KEY, or LLM_PROVIDER=openai and OPENAI_BASE_URL.',
    )
  }
  const options = { ...modelOptions(config.llm), prices: config.modelPrices }
  const report = await probeForms(options, new AbortController().signal)
  console.log(isJson ? JSON.stringify(report, null, 2) : toText(report).join('\n'))
  return report.forms.some(isUsable) ? 0 : 1
}

const isUsable = ({ outcome }: FormReport): boolean => outcome === 'fits' || outcome === 'dressed'

const sources: Record<ModelReport['context']['from'], string> = {
  configured: 'as OPENAI_CONTEXT_TOKENS says',
  known: 'known to AAM',
  listed: 'as the server lists it',
  assumed: 'assumed; set OPENAI_CONTEXT_TOKENS to what the server really takes',
}

const outcomes: Record<Exclude<FormReport['outcome'], 'failed'>, string> = {
  fits: 'answers as asked',
  dressed: 'answers, with more around it, which AAM reads as well',
  wrong: 'answers with something else',
}

function toText({
  server,
  model,
  answersAs,
  isLocal,
  patience,
  context,
  isPriced,
  forms,
}: ModelReport) {
  const seconds = (ms: number): string => `${ms / 1_000} s`
  const other = answersAs && answersAs !== model ? `, which calls itself ${answersAs}` : ''
  const first = forms.find(isUsable)
  return [
    line('server', `${server}${isLocal ? ', on your own network' : ''}`),
    line('model', `${model}${other}`),
    line('context', `${context.tokens} tokens, ${sources[context.from]}`),
    line(
      'patience',
      `${seconds(patience.firstTokenMs)} to the first word, ${seconds(patience.idleMs)} between words, ${seconds(patience.callMs)} for a call, ${patience.concurrency} at once`,
    ),
    line(
      'money',
      isPriced ? 'a limit can bind' : 'a limit cannot bind: name the price by OPENAI_PRICES',
    ),
    ...forms.map((form) => line(form.format, describe(form))),
    line(
      'meetings',
      first ? `are asked by ${first.format}` : 'cannot be processed with this model as it is',
    ),
  ]
}

const line = (name: string, words: string): string => `${name.padEnd(14)} ${words}`

function describe({ outcome, fault, firstWordMs, latencyMs, promptTokens }: FormReport): string {
  if (outcome === 'failed')
    return `is refused (${fault?.code ?? 'failed'}): ${fault?.message ?? ''}`
  const first = firstWordMs === null ? '' : `first word after ${firstWordMs} ms, `
  const counted = promptTokens === null ? 'tokens not counted' : `${promptTokens} tokens of prompt`
  return `${outcomes[outcome]} (${first}whole after ${latencyMs} ms, ${counted})`
}
