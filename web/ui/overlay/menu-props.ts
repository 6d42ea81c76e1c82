import type { JSX } from 'solid-js'

export interface MenuEntry {
  label: string
  icon?: JSX.Element
  detail?: string
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  run: () => void
}

export interface MenuProps {
  label: string
  trigger: JSX.Element
  triggerClass: string
  /** For triggers in a list with roving focus. */
  triggerTabIndex?: number
  groups: readonly (readonly MenuEntry[])[]
  heading?: JSX.Element
}
