import {
  type Completion,
  type LanguageModel,
  ModelFault,
  type ModelRequest,
} from '../model/port.ts'
import type { Segment } from '../types.ts'

type Script = (request: ModelRequest, call: number) => Partial<Completion> | ModelFault | object

export interface ScriptedModel extends LanguageModel {
  requests: ModelRequest[]
}

const ofCompletion = new Set(['text', 'finishReason', 'refusal', 'usage', 'model', 'latencyMs'])

/** A model that answers by a script: an answer as an object, parts of a completion, or a fault to throw. */
export function scriptedModel(script: Script, more: Partial<LanguageModel> = {}): ScriptedModel {
  const requests: ModelRequest[] = []
  return {
    name: 'scripted:m',
    model: 'm',
    contextTokens: 128_000,
    tokenFactor: 1,
    concurrency: 4,
    costMicroUsd: () => null,
    requests,
    async complete(request, { signal }) {
      signal.throwIfAborted()
      requests.push(request)
      const said = script(request, requests.length)
      await Promise.resolve()
      if (said instanceof ModelFault) throw said
      const completion = {
        finishReason: 'stop',
        refusal: null,
        usage: null,
        model: 'm',
        latencyMs: 1,
      }
      const isPart =
        Object.keys(said).length > 0 && Object.keys(said).every((key) => ofCompletion.has(key))
      return isPart
        ? { text: '', ...completion, ...said }
        : { text: JSON.stringify(said), ...completion }
    },
    ...more,
  }
}

/** The segments that a prompt shows, by their numbers. */
export function shownSegments({ messages }: ModelRequest): { segment: number; text: string }[] {
  const prompt = messages.find(({ role }) => role === 'user')?.content ?? ''
  const body = /<transcript>\n([\s\S]*)\n<\/transcript>/.exec(prompt)?.[1] ?? ''
  return body.split('\n').flatMap((line) => {
    const [, segment, text] = /^(\d+) (.*)$/.exec(line) ?? []
    return segment && text ? [{ segment: Number(segment), text }] : []
  })
}

/** Five hours of talk: 4,500 segments, each with something of its own to say. */
export function fiveHoursOfTalk(): Segment[] {
  return Array.from({ length: 4_500 }, (_, at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker: `Speaker ${(at * 7) % 5}`,
    startMs: at * 4_000,
    endMs: at * 4_000 + 3_500,
    text:
      at % 50 === 0
        ? `I will bring parcel ${at} to the depot before the others leave.`
        : `And then, as I said, we looked at place ${at} again and talked about the weather there.`,
  }))
}
