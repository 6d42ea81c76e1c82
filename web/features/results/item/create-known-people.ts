import { type Accessor, createMemo, createResource } from 'solid-js'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { settled } from '../../../lib/settled.ts'
import type { ResultParts } from '../result-context.ts'
import { findPeople } from '../../directory/find-people.ts'
import { holdsPeople, type KnownPerson, knownPeople } from './known-people.ts'

/** People of the directory who are offered besides those of the meeting. */
const maxOffered = 100

/** Whom a form about an item offers, where one of its fields holds people. */
export function createKnownPeople(
  store: ResultParts['store'],
  fields: Accessor<readonly FieldView[]>,
): Accessor<KnownPerson[]> {
  const hasPeople = (): boolean => fields().some(holdsPeople)
  const [directory] = createResource(hasPeople, () => findPeople('', maxOffered), {
    initialValue: [],
  })
  return createMemo(() =>
    knownPeople(store.state.transcript?.speakers ?? [], [
      ...(store.state.meeting?.participants ?? []),
      ...(settled(directory) ?? []),
    ]),
  )
}
