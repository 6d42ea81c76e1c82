import { createSignal } from 'solid-js'
import type { ItemRevision } from '../../../../server/modules/review/contract.ts'

/** Something that this person did and can take back as one. */
export type Act =
  | { is: 'item'; id: string }
  | { is: 'section'; name: string; items: readonly ItemRevision[] }

const mostKept = 100

/** What this person did here, the newest last: what undo takes back, one after the other. */
export function createActs() {
  const [acts, setActs] = createSignal<readonly Act[]>([])
  return {
    push: (act: Act): void => {
      setActs((all) => [...all.slice(1 - mostKept), act])
    },
    drop: (act: Act): void => {
      setActs((all) => all.filter((one) => one !== act))
    },
    last: (): Act | undefined => acts().at(-1),
    lastOfItem: (id: string): Act | undefined =>
      acts().findLast((act) => act.is === 'item' && act.id === id),
    lastOfSection: (name: string): Extract<Act, { is: 'section' }> | undefined =>
      acts().findLast((act) => act.is === 'section' && act.name === name) as
        | Extract<Act, { is: 'section' }>
        | undefined,
  }
}
