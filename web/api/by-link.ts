import { request } from '../lib/api.ts'
import { ownProblem, RequestFailed } from '../lib/problem.ts'

type ByLink = { token: string } & Record<string, unknown>

/** Sends a link's token. A malformed token comes from a damaged link, which is treated as an expired one. */
export async function sendByLink<T = void>(path: string, body: ByLink): Promise<T> {
  try {
    return await request<T>('POST', path, { body })
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const isMangled = error.problem.errors.some(({ pointer }) => pointer === '/token')
    throw isMangled ? new RequestFailed(ownProblem('link_over', error.problem.status)) : error
  }
}
