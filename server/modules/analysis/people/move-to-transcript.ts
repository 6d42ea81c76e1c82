import { foldName } from '../../../platform/ids.ts'
import { type ItemRow, withNames } from '../repo/items.ts'
import { putAt } from './pointers.ts'
import type { ReadReference } from './repo/references.ts'

interface Speaker {
  id: number
  name: string
  unnamed: boolean
  personId: string | null
}

/**
 * Converts an item for a run over another transcript, which has its own speakers. A reference points to the speaker who
 * is the same person or has the same name there, else to the person; otherwise only the name stays. Speakers without a
 * name given by a person do not match by name.
 */
export function moveToTranscript(row: ItemRow, speakers: Speaker[]): ItemRow {
  const stored = structuredClone(row.stored)
  const people = row.people.map((one): ReadReference => {
    if (one.place !== 'value' || one.now_name === null) return one
    putAt(stored, one.pointer, one.now_name)
    const id = counterpart(one, speakers)?.id ?? null
    return {
      ...one,
      speaker_id: id,
      person_id: id === null ? one.now_person_id : null,
      name: id === null && one.now_person_id === null ? one.now_name : null,
      now_speaker_id: id,
      heard_speaker_id: id,
    }
  })
  return withNames({ ...row, stored, people })
}

function counterpart(one: ReadReference, speakers: Speaker[]): Speaker | undefined {
  if (one.speaker_id === null) return undefined
  const alike = speakers.filter(({ name, unnamed, personId }) =>
    one.now_person_id === null || personId === null
      ? !unnamed && foldName(name) === foldName(one.now_name ?? '')
      : personId === one.now_person_id,
  )
  return alike.length === 1 ? alike[0] : undefined
}
