import { ownProblem, readProblem, RequestFailed } from './problem.ts'
import { refreshSession } from './refresh-session.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface RequestOptions {
  body?: unknown
  /** The revision that was read; the server rejects the write where it is outdated. */
  rev?: number
  file?: { name: string; bytes: Blob }
  signal?: AbortSignal
}

export const apiPrefix = '/api/v1'

let onSessionEnded: () => void = () => {}
export function whenSessionEnds(handler: () => void): void {
  onSessionEnded = handler
}

let onFactorNeeded: () => void = () => {}
/** The organisation requires a second factor that the person has not set up. */
export function whenFactorIsNeeded(handler: () => void): void {
  onFactorNeeded = handler
}

let askForProof = (): Promise<boolean> => Promise.resolve(false)
/** `ask` has the person confirm their identity and returns whether they did. */
export function whenProofIsNeeded(ask: () => Promise<boolean>): void {
  askForProof = ask
}

function headersOf(method: Method, options: RequestOptions): Headers {
  const headers = new Headers({
    Accept: 'application/json',
    // The page's language, which may differ from the browser's.
    'Accept-Language': document.documentElement.lang,
  })
  if (method !== 'GET') headers.set('X-Aam-Csrf', '1')
  if (options.rev !== undefined) headers.set('If-Match', `"${options.rev}"`)
  if (options.file) {
    headers.set('Content-Type', 'application/octet-stream')
    headers.set('X-File-Name', encodeURIComponent(options.file.name))
  } else if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  return headers
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  try {
    return await fetch(apiPrefix + path, {
      method,
      headers: headersOf(method, options),
      credentials: 'same-origin',
      body:
        options.file?.bytes ?? (options.body === undefined ? null : JSON.stringify(options.body)),
      ...(options.signal ? { signal: options.signal } : {}),
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new RequestFailed(ownProblem('offline'))
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

/** Sends a request once, without renewing the session or leading to the sign-in page. */
export async function requestOnce(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  const response = await send(method, path, options)
  if (response.ok) return response
  const problem = readProblem(response.status, await readJson(response))
  if (problem.code === 'second_factor_needed') onFactorNeeded()
  throw new RequestFailed(problem)
}

/** A wrong password or code, after which the session continues. */
const wrongProofs = new Set(['wrong_credentials', 'wrong_proof'])

async function requestRenewed(
  method: Method,
  path: string,
  options: RequestOptions,
): Promise<Response> {
  try {
    return await requestOnce(method, path, options)
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.problem.status !== 401) throw error
    if (wrongProofs.has(error.problem.code)) throw error
    if (!(await refreshSession(() => requestOnce('POST', '/auth/refresh')))) {
      onSessionEnded()
      throw error
    }
    return requestOnce(method, path, options)
  }
}

async function requestProved(
  method: Method,
  path: string,
  options: RequestOptions,
): Promise<Response> {
  try {
    return await requestRenewed(method, path, options)
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.problem.code !== 'step_up_needed') throw error
    if (!(await askForProof())) throw error
    return requestRenewed(method, path, options)
  }
}

/**
 * The one way to the API. A session that ran out is renewed once and the request repeated; where the server wants to
 * know once more who asks, the person is asked and the request repeated. Throws RequestFailed.
 */
export async function request<T = void>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  const response = await requestProved(method, path, options)
  return (response.status === 204 ? undefined : await readJson(response)) as T
}

export function withQuery(
  path: string,
  query: Record<string, string | number | undefined>,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}
