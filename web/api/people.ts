import type {
  CreatePerson,
  PeopleQuery,
  PersonPage,
  PersonView,
} from '../../server/modules/directory/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export const listPeople = (query: PeopleQuery): Promise<PersonPage> =>
  request('GET', withQuery('/people', { ...query }))

export const createPerson = (body: CreatePerson): Promise<PersonView> =>
  request('POST', '/people', { body })

export const changePerson = ({ id, rev }: PersonView, body: CreatePerson): Promise<PersonView> =>
  request('PATCH', `/people/${id}`, { rev, body })

export const deletePerson = ({ id, rev }: PersonView): Promise<void> =>
  request('DELETE', `/people/${id}`, { rev })

const minSearchChars = 2

/** People whose name contains the text; the newest ones where it is too short to search for. */
export const searchPeople = async (text: string, limit = 20): Promise<PersonView[]> => {
  const q = text.length < minSearchChars ? {} : { q: text }
  return (await listPeople({ ...q, limit })).data
}

export const readPerson = (id: string): Promise<PersonView> => request('GET', `/people/${id}`)
