import Ellipsis from 'lucide-solid/icons/ellipsis'
import type { JSX } from 'solid-js'
import { Menu } from './menu.tsx'
import type { MenuEntry } from './menu-props.ts'

/** The actions of a table row; dangerous ones form a group of their own. */
export function RowMenu<Act extends string>(props: {
  label: string
  acts: readonly Act[]
  entries: Record<Act, () => Omit<MenuEntry, 'run'>>
  onAct: (act: Act) => void
}): JSX.Element {
  const entries = (): MenuEntry[] =>
    props.acts.map((act) => ({ ...props.entries[act](), run: () => props.onAct(act) }))
  return (
    <Menu
      label={props.label}
      triggerClass="icon-button"
      trigger={<Ellipsis />}
      groups={[entries().filter(({ danger }) => !danger), entries().filter(({ danger }) => danger)]}
    />
  )
}
