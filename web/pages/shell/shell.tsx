import { useLocation, useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX, lazy, on, Show, Suspense } from 'solid-js'
import { loadMessages, t } from '../../i18n/index.ts'
import { bindKeys, listenForKeys } from '../../lib/keys/bindings.ts'
import { followLive, link } from '../../lib/live/live.ts'
import { can, me } from '../../lib/session.ts'
import { Toasts } from '../../ui/feedback/toasts.tsx'
import type { Overlay } from './overlay.ts'
import { Sidebar } from './sidebar.tsx'
import { StepUpHost } from '../../features/step-up/step-up-host.tsx'
import './shell.css'

const CommandPalette = lazy(() => import('./command-palette.tsx'))
const FactorNotice = lazy(async () => {
  const [part] = await Promise.all([import('./factor-notice.tsx'), loadMessages('organisation')])
  return part
})
const PlanNotice = lazy(() => import('./plan-notice.tsx'))
const KeyHelp = lazy(() => import('./key-help.tsx'))
const UploadDock = lazy(() => import('../../features/uploads/upload-dock.tsx'))

/** The lower edge of the account button on a phone, in pixels from the top. */
const accountButtonBottom = 50

export default function Shell(props: { children?: JSX.Element }): JSX.Element {
  const navigate = useNavigate()
  const location = useLocation()
  let content: HTMLElement | undefined
  const [scrolled, setScrolled] = createSignal(false)
  /** Ignores panes further down, which scroll on their own. */
  const noteScroll = ({ target }: Event): void => {
    if (!(target instanceof Element)) return
    if (target.getBoundingClientRect().top < accountButtonBottom) setScrolled(target.scrollTop > 0)
  }
  createEffect(
    on(
      () => location.pathname,
      () => {
        if (content) content.scrollTop = 0
        setScrolled(false)
      },
      { defer: true },
    ),
  )
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
    <div class="shell" data-scrolled={scrolled() ? '' : undefined}>
      <SkipLink focusContent={() => content?.focus()} />
      <Sidebar openOverlay={setOverlay} />
      <div class="shell-main">
        <div role="status">
          <Show when={link() === 'lost'}>
            <p class="connection-lost">{t('connection.lost')}</p>
          </Show>
        </div>
        <Suspense>
          <Show when={me()?.factorNeededFrom}>{(from) => <FactorNotice from={from()} />}</Show>
        </Suspense>
        <Suspense>
          <Show when={can('billing:read')}>
            <PlanNotice />
          </Show>
        </Suspense>
        <main
          id="content"
          class="shell-content"
          tabindex="-1"
          on:scroll={{ handleEvent: noteScroll, capture: true, passive: true }}
          ref={(element) => {
            content = element
          }}
        >
          <Suspense>{props.children}</Suspense>
        </main>
        <Toasts />
      </div>
      <StepUpHost />
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

function SkipLink(props: { focusContent: () => void }): JSX.Element {
  return (
    <a
      class="skip-link"
      href="#content"
      onClick={(event) => {
        // The router would follow the link without moving the focus.
        event.preventDefault()
        props.focusContent()
      }}
    >
      {t('nav.skip')}
    </a>
  )
}

function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
