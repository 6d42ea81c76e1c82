import { t } from '../../../../i18n/index.ts'
import type { MenuEntry } from '../../../../ui/overlay/menu-props.ts'
import type { Sorting } from './sorting.ts'

/** Menu entries that move a row one place. */
export const orderEntries = (
  sorting: Sorting,
  names: readonly string[],
  name: string,
): MenuEntry[] => [
  {
    label: t('editor.moveUp'),
    detail: t('editor.altUp'),
    disabled: names[0] === name,
    run: () => sorting.step(name, -1),
  },
  {
    label: t('editor.moveDown'),
    detail: t('editor.altDown'),
    disabled: names.at(-1) === name,
    run: () => sorting.step(name, 1),
  },
]
