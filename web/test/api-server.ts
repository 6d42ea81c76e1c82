import type { Problem } from '../../server/http/contract.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface SentRequest {
  method: string
  /** Below `/api/v1`, with the query. */
  path: string
  body: unknown
  headers: Headers
}

type Answer = (request: SentRequest) => Response | Promise<Response>

/** A small HTTP server that answers as each test says and remembers what it was asked. */
export function startApiServer() {
  const sent: SentRequest[] = []
  const answers = new Map<string, Answer>()
  const server = Bun.serve({
    port: 0,
    hostname: 'localhost',
    fetch: async (incoming) => {
      const { pathname, search } = new URL(incoming.url)
      const route = `${incoming.method} ${pathname.replace('/api/v1', '')}`
      const text = await incoming.text()
      const isJson = incoming.headers.get('content-type') === 'application/json'
      const request: SentRequest = {
        method: incoming.method,
        path: pathname.replace('/api/v1', '') + search,
        body: isJson ? JSON.parse(text) : text || undefined,
        headers: incoming.headers,
      }
      sent.push(request)
      return answers.get(route)?.(request) ?? problem(404, 'not_found')
    },
  })
  return {
    url: server.url,
    /** Every request so far, or those of one route, e.g. `POST /invitations`. */
    sent: (route?: string): SentRequest[] =>
      sent.filter(
        ({ method, path }) => route === undefined || `${method} ${path.split('?')[0]}` === route,
      ),
    answer: (method: Method, path: string, answer: Answer): void => {
      answers.set(`${method} ${path}`, answer)
    },
    reset: (): void => {
      sent.length = 0
      answers.clear()
    },
    stop: (): Promise<void> => server.stop(true),
  }
}

export const json = (body: unknown, status = 200): Response => Response.json(body, { status })

export const noContent = (): Response => new Response(null, { status: 204 })

export const problem = (status: number, code: string, rest: Partial<Problem> = {}): Response =>
  Response.json(
    {
      type: 'about:blank',
      title: code,
      status,
      detail: code,
      code,
      requestId: 'test-request',
      errors: [],
      ...rest,
    } satisfies Problem,
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  )
