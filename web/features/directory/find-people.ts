import { searchPeople } from '../../api/people.ts'

export interface FoundPerson {
  name: string
  personId: string
  /** What tells people of one name apart. */
  detail: string | undefined
}

/** People of the directory whose name contains the text; none where the directory does not answer. */
export async function findPeople(text: string, limit: number): Promise<FoundPerson[]> {
  try {
    return (await searchPeople(text, limit)).map(({ id, name, client, jobTitle }) => ({
      name,
      personId: id,
      detail: client?.name ?? jobTitle ?? undefined,
    }))
  } catch {
    // A name can still be typed.
    return []
  }
}
