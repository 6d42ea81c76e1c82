import Building from 'lucide-solid/icons/building'
import CheckCheck from 'lucide-solid/icons/check-check'
import Layers from 'lucide-solid/icons/layers'
import Mic from 'lucide-solid/icons/mic'
import Settings from 'lucide-solid/icons/settings'
import Users from 'lucide-solid/icons/users'
import type { JSX } from 'solid-js'
import type { Key } from '../../i18n/index.ts'

interface Place {
  href: string
  label: Key
  icon: () => JSX.Element
  /** Rarely used: on a phone only the account menu links to it. */
  isFar?: boolean
}

export const places: readonly Place[] = [
  { href: '/meetings', label: 'nav.meetings', icon: () => <Mic /> },
  { href: '/items', label: 'nav.items', icon: () => <CheckCheck /> },
  { href: '/clients', label: 'nav.clients', icon: () => <Building /> },
  { href: '/people', label: 'nav.people', icon: () => <Users /> },
  { href: '/scenarios', label: 'nav.scenarios', icon: () => <Layers /> },
  { href: '/organisation', label: 'nav.organisation', icon: () => <Settings />, isFar: true },
]
