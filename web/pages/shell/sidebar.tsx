import { A } from '@solidjs/router'
import Building from 'lucide-solid/icons/building'
import CheckCheck from 'lucide-solid/icons/check-check'
import Layers from 'lucide-solid/icons/layers'
import Mic from 'lucide-solid/icons/mic'
import Search from 'lucide-solid/icons/search'
import Settings from 'lucide-solid/icons/settings'
import Users from 'lucide-solid/icons/users'
import { For, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { type Key, t } from '../../i18n/index.ts'
import { wordChord } from '../../lib/keys/bindings.ts'
import { me } from '../../lib/session.ts'
import { Brand } from '../../ui/display/brand.tsx'
import { AccountMenu } from './account-menu.tsx'
import type { Overlay } from './shell.tsx'

interface Place {
  href: string
  label: Key
  icon: () => JSX.Element
  /** Seldom wanted: on a phone it is reached from the account menu alone. */
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

export function Sidebar(props: { openOverlay: (overlay: Overlay) => void }): JSX.Element {
  return (
    <div class="sidebar">
      <Brand name={me()?.tenant.name ?? 'AAM'} logo={me()?.tenant.logo} />
      <nav class="nav" aria-label={t('nav.label')}>
        <For each={places}>
          {(place) => (
            <A
              class="nav-link"
              classList={{ 'nav-far': place.isFar ?? false }}
              href={place.href}
              title={t(place.label)}
            >
              <Dynamic component={place.icon} />
              <span class="nav-word">{t(place.label)}</span>
            </A>
          )}
        </For>
      </nav>
      <div class="nav-foot">
        <button
          type="button"
          class="nav-link nav-commands"
          onClick={() => props.openOverlay('commands')}
        >
          <Search />
          <span class="nav-word">{t('nav.commands')}</span>
          <kbd>{wordChord('mod+k')}</kbd>
        </button>
        <AccountMenu openKeys={() => props.openOverlay('keys')} />
      </div>
    </div>
  )
}
