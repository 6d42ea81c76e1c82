import { useNavigate } from '@solidjs/router'
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { bindKeys, listenForKeys } from '../../lib/keys/bindings.ts'
import { followLive, link } from '../../lib/live/live.ts'
import { Toasts } from '../../ui/feedback/toasts.tsx'
import { Sidebar } from './sidebar.tsx'
import './shell.css'

const CommandPalette = lazy(() => import('./command-palette.tsx'))
const KeyHelp = lazy(() => import('./key-help.tsx'))
const UploadDock = lazy(() => import('../meetings/uploads/upload-dock.tsx'))

export type Overlay = 'none' | 'commands' | 'keys'

export default function Shell(props: { children?: JSX.Element }): JSX.Element {
  const navigate = useNavigate()
  let content: HTMLElement | undefined
  const [overlay, setOverlay] = createSignal<Overlay>('none')
  const close = (): void => {
    setOverlay('none')
  }
  followLive()
  listenForKeys()
  bindKeys(() => [
    { chord: 'g m', label: 'keys.meetings', run: () => navigate('/meetings') },
    { chord: '?', label: 'keys.help', run: () => setOverlay('keys') },
    { chord: 'mod+k', label: 'keys.commands', run: () => setOverlay('commands'), keyOnly: true },
    { chord: 'Escape', label: 'keys.escape', run: leaveField, keyOnly: true },
  ])
  return (
    <div class="shell">
      <a
        class="skip-link"
        href="#content"
        onClick={(event) => {
          // The router would take the address and leave the focus where it is.
          event.preventDefault()
          content?.focus()
        }}
      >
        {t('nav.skip')}
      </a>
      <Sidebar openOverlay={setOverlay} />
      <div class="shell-main">
        <div role="status">
          <Show when={link() === 'lost'}>
            <p class="connection-lost">{t('connection.lost')}</p>
          </Show>
        </div>
        <main
          id="content"
          class="shell-content"
          tabindex="-1"
          ref={(element) => {
            content = element
          }}
        >
          <Suspense>{props.children}</Suspense>
        </main>
        <Toasts />
      </div>
      <Suspense>
        <UploadDock />
        <Show when={overlay() === 'commands'}>
          <CommandPalette onClose={close} openKeys={() => setOverlay('keys')} />
        </Show>
        <Show when={overlay() === 'keys'}>
          <KeyHelp onClose={close} />
        </Show>
      </Suspense>
    </div>
  )
}

function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
