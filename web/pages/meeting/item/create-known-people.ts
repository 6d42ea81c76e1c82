import { type Accessor, createMemo, createResource } from 'solid-js'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { settled } from '../../../lib/settled.ts'
import type { MeetingStore } from '../meeting-store.ts'
import { findPeople } from '../speakers/name-picks.tsx'
import { holdsPeople, type KnownPerson, knownPeople } from './known-people.ts'

/** People of the directory who are offered besides those of the meeting. */
const mostOffered = 100

/** Whom a form about an item offers, where one of its fields holds people. */
export function createKnownPeople(
  store: Pick<MeetingStore, 'state'>,
  fields: Accessor<readonly FieldView[]>,
): Accessor<KnownPerson[]> {
  const hasPeople = (): boolean => fields().some(holdsPeople)
  const [directory] = createResource(hasPeople, () => findPeople('', mostOffered), {
    initialValue: [],
  })
  return createMemo(() =>
    knownPeople(store.state.transcript?.speakers ?? [], [
      ...(store.state.meeting?.participants ?? []),
      ...(settled(directory) ?? []),
    ]),
  )
}
