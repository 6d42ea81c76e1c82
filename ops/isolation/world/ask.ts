import type { TestInstallation, TestRequest } from '../../test/installation.ts'

export interface Answer {
  status: number
  /** `404 not_found`; the status alone if it is not a problem document. */
  outcome: string
  /** The first faulty place that a problem document names. */
  pointer: string | undefined
  text: string
  isProblem: boolean
  headers: Headers
}

/** Sends a request and reads the whole response, or the beginning of a live stream. */
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

/** Resets the rate limits of public routes: hundreds of callers use this address. */
export async function forgetAttempts({ services }: TestInstallation): Promise<void> {
  const { commands } = services.redis
  const keys = await commands.keys('aam:limit:*')
  if (keys.length > 0) await commands.del(...keys)
}
