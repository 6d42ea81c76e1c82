import type { OwnSettings } from '../../modules/providers/index.ts'
import { readServerError } from '../openai/server-error.ts'
import { cleanServerMessage } from '../openai/server-message.ts'
import type { Answered } from './answered.ts'

/** Requests Deepgram's list of the key's projects, which costs nothing. */
export async function probeSpeech(
  fetchFrom: typeof fetch,
  url: string,
  { key }: OwnSettings,
  signal: AbortSignal,
): Promise<Answered> {
  const response = await fetchFrom(url, { signal, headers: { accept: 'application/json' } })
  const text = await response.text()
  const { status } = response
  const isList = response.ok && hasProjects(text)
  const said = isList ? '' : readServerError(status, text).text
  const serverMessage = cleanServerMessage(said, { messages: [], apiKey: key })
  return { status, model: null, serverMessage, outcome: outcomeOf(status, isList) }
}

function outcomeOf(status: number, isList: boolean): Answered['outcome'] {
  if (isList) return 'ok'
  if (status < 400) return 'unreadable'
  if (status === 401) return 'bad_credentials'
  if (status === 402) return 'no_credit'
  if (status === 403) return 'not_allowed'
  if (status === 404 || status === 405) return 'unknown_address'
  if (status === 408 || status === 504) return 'timeout'
  if (status === 429) return 'busy'
  return status >= 500 ? 'out_of_order' : 'refused'
}

function hasProjects(text: string): boolean {
  try {
    return Array.isArray((JSON.parse(text) as { projects?: unknown } | null)?.projects)
  } catch {
    return false
  }
}
