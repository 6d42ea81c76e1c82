import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../../server/modules/scenarios/contract.ts'

export interface ItemProps {
  item: ItemView
  view: SectionView
}
