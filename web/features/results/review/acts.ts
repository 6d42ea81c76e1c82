import { createSignal } from 'solid-js'
import type { ItemRevision } from '../../../../server/modules/review/contract.ts'

/** Something that this person did and can take back as one. */
export type Act = ItemAct | SectionAct

interface ItemAct {
  is: 'item'
  id: string
}

export interface SectionAct {
  is: 'section'
  name: string
  items: readonly ItemRevision[]
}

const maxActs = 100

/** What this person did here, the newest last: what undo takes back, one after the other. */
export function createActs() {
  const [acts, setActs] = createSignal<readonly Act[]>([])
  return {
    push: (act: Act): void => {
      setActs((all) => [...all.slice(1 - maxActs), act])
    },
    drop: (act: Act): void => {
      setActs((all) => all.filter((one) => one !== act))
    },
    last: (): Act | undefined => acts().at(-1),
    lastOfItem: (id: string): Act | undefined =>
      acts().findLast((act) => act.is === 'item' && act.id === id),
    lastOfSection: (name: string): SectionAct | undefined =>
      acts().findLast((act): act is SectionAct => act.is === 'section' && act.name === name),
  }
}

export type Acts = ReturnType<typeof createActs>
