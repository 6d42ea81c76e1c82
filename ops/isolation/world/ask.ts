import type { TestInstallation, TestRequest } from '../../test/installation.ts'

export interface Answer {
  status: number
  /** `404 not_found`; the status alone where it is no problem document. */
  outcome: string
  /** Of a problem document: the first place that is at fault. */
  pointer: string | undefined
  text: string
  isProblem: boolean
  headers: Headers
}

/** Sends a request and reads the whole answer; of a live stream, its beginning. */
export async function ask(
  installation: TestInstallation,
  slug: string,
  path: string,
  init: TestRequest = {},
): Promise<Answer> {
  const response = await installation.request(slug, path, init)
  const text = await readText(response)
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const problem = isProblem
    ? (JSON.parse(text) as { code: string; errors?: { pointer?: string }[] })
    : null
  return {
    status: response.status,
    outcome: problem ? `${response.status} ${problem.code}` : String(response.status),
    pointer: problem?.errors?.[0]?.pointer,
    text,
    isProblem,
    headers: response.headers,
  }
}

async function readText(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(first?.value)
}

/** Lets go of what public routes have counted by address: hundreds of strangers come from this one. */
export async function forgetAttempts({ services }: TestInstallation): Promise<void> {
  const { commands } = services.redis
  const keys = await commands.keys('aam:limit:*')
  if (keys.length > 0) await commands.del(...keys)
}
