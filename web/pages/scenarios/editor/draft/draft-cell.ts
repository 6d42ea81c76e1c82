import { type Accessor, createMemo, createSignal } from 'solid-js'
import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import type { Files } from '../pack/pack-parts.ts'
import { type DraftState, initialState, isDirty } from './draft-state.ts'

/** The state of one draft, shared by what loads, saves and edits it. */
export interface DraftCell {
  id: string
  state: Accessor<DraftState>
  /** Sets the next state and returns it. */
  update: (transition: (state: DraftState) => DraftState) => DraftState
  files: Accessor<Files>
  draft: Accessor<DraftView | undefined>
  isDirty: Accessor<boolean>
}

export function createDraftCell(id: string): DraftCell {
  const [state, setState] = createSignal(initialState)
  return {
    id,
    state,
    update: (transition) => setState(transition),
    files: createMemo(() => state().files),
    draft: createMemo(() => state().draft),
    isDirty: createMemo(() => isDirty(state())),
  }
}
