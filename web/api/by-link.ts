import { request } from '../lib/api.ts'
import { ownProblem, RequestFailed } from '../lib/problem.ts'

type ByLink = { token: string } & Record<string, unknown>

/** Sends the token of a link on. What cannot even be a token is a link that was cut or misspelt: as good as one that is over. */
export async function sendByLink<T = void>(path: string, body: ByLink): Promise<T> {
  try {
    return await request<T>('POST', path, { body })
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const isMangled = error.problem.errors.some(({ pointer }) => pointer === '/token')
    throw isMangled ? new RequestFailed(ownProblem('link_over', error.problem.status)) : error
  }
}
