import { useNavigate } from '@solidjs/router'
import Keyboard from 'lucide-solid/icons/keyboard'
import Languages from 'lucide-solid/icons/languages'
import LogOut from 'lucide-solid/icons/log-out'
import Monitor from 'lucide-solid/icons/monitor'
import Moon from 'lucide-solid/icons/moon'
import Settings from 'lucide-solid/icons/settings'
import Sun from 'lucide-solid/icons/sun'
import User from 'lucide-solid/icons/user'
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { nameOfLanguage } from '../../i18n/format.ts'
import { type Locale, locale, t } from '../../i18n/index.ts'
import { describeProblem } from '../../i18n/describe-problem.ts'
import { problemOf } from '../../lib/problem.ts'
import { hasKeptText } from '../../lib/kept-text.ts'
import { hasDrafts } from '../../lib/unsaved-drafts.ts'
import { chooseLocale, me, signOut } from '../../lib/session.ts'
import { chooseTheme, type Theme, theme } from '../../lib/theme.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { Menu } from '../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../ui/overlay/menu-props.ts'
import { openUploads } from '../../features/uploads/uploads.ts'
import { locales } from '../../../plugins/vocabulary.ts'

const ConfirmDialog = lazy(async () => ({
  default: (await import('../../ui/overlay/confirm-dialog.tsx')).ConfirmDialog,
}))

async function switchLocale(next: Locale): Promise<void> {
  try {
    await chooseLocale(next)
  } catch (error) {
    showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
  }
}

export function AccountMenu(props: { openKeys: () => void }): JSX.Element {
  const navigate = useNavigate()
  const name = (): string => me()?.user.name ?? ''
  const [leaving, setLeaving] = createSignal(false)
  const hasUnsaved = (): boolean => hasKeptText() || hasDrafts(me()?.user.id ?? '')
  const leave = (): void => {
    if (openUploads().length > 0 || hasUnsaved()) setLeaving(true)
    else void signOut()
  }
  const ofTheme = (which: Theme, icon: JSX.Element): MenuEntry => ({
    label: t(`account.theme.${which}`),
    icon,
    checked: theme() === which,
    run: () => chooseTheme(which),
  })
  const ofLocale = (which: Locale): MenuEntry => ({
    label: nameOfLanguage(which),
    icon: <Languages />,
    checked: locale() === which,
    run: () => void switchLocale(which),
  })
  return (
    <>
      <Menu
        label={t('account.menu', { name: name() })}
        triggerClass="nav-link"
        trigger={
          <>
            <span class="account-initial" data-initial={name().charAt(0).toUpperCase()} />
            <span class="account-name">{name()}</span>
          </>
        }
        heading={
          <div class="menu-heading">
            <strong>{name()}</strong>
            {me()?.user.email} · {t(`role.${me()?.user.role ?? 'member'}`)}
          </div>
        }
        groups={[
          locales.map(ofLocale),
          [ofTheme('system', <Monitor />), ofTheme('light', <Sun />), ofTheme('dark', <Moon />)],
          [
            {
              label: t('nav.organisation'),
              icon: <Settings />,
              run: () => navigate('/organisation/members'),
            },
            { label: t('account.you'), icon: <User />, run: () => navigate('/you') },
            { label: t('account.keys'), icon: <Keyboard />, detail: '?', run: props.openKeys },
            { label: t('account.signOut'), icon: <LogOut />, run: leave },
          ],
        ]}
      />
      <Suspense>
        <Show when={leaving()}>
          <ConfirmDialog
            title={
              openUploads().length > 0
                ? t('uploading.signOutAsk', { count: openUploads().length })
                : t('kept.signOutAsk')
            }
            words={[
              openUploads().length > 0 ? t('uploading.signOutWords') : '',
              hasUnsaved() ? t('kept.signOutWords') : '',
            ]
              .filter(Boolean)
              .join(' ')}
            confirm={t('account.signOut')}
            run={signOut}
            onClose={() => setLeaving(false)}
          />
        </Show>
      </Suspense>
    </>
  )
}
