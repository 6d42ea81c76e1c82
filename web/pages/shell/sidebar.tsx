import { A } from '@solidjs/router'
import Search from 'lucide-solid/icons/search'
import { For, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { t } from '../../i18n/index.ts'
import { formatChord } from '../../lib/keys/bindings.ts'
import { me } from '../../lib/session.ts'
import { Brand } from '../../ui/display/brand.tsx'
import { AccountMenu } from './account-menu.tsx'
import type { Overlay } from './overlay.ts'
import { places } from './places.tsx'

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
          <kbd>{formatChord('mod+k')}</kbd>
        </button>
        <AccountMenu openKeys={() => props.openOverlay('keys')} />
      </div>
    </div>
  )
}
