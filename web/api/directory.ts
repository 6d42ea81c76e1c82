import type {
  ClientUsage,
  ClientView,
  PersonPage,
  PersonView,
} from '../../server/modules/directory/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export const readClientUsage = (id: string): Promise<ClientUsage> =>
  request('GET', `/clients/${id}/usage`)

/** `moveTo`: the client that its meetings and people go to, or `none`; left out where it has neither. */
export const deleteClient = ({ id, rev }: ClientView, moveTo: string | undefined): Promise<void> =>
  request('DELETE', withQuery(`/clients/${id}`, { moveTo }), { rev })

const mostFound = 20
const leastChars = 2

/** People whose name holds the words; the newest where those are too few to look for. */
export const searchPeople = async (words: string): Promise<PersonView[]> => {
  const q = words.length < leastChars ? undefined : words
  return (await request<PersonPage>('GET', withQuery('/people', { q, limit: mostFound }))).data
}

export const readPerson = (id: string): Promise<PersonView> => request('GET', `/people/${id}`)
