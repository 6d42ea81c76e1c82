import type { JSX } from 'solid-js'
import { chooseTheme } from '../../lib/theme.ts'
import { type Locale, locale, setLocale } from '../../i18n/index.ts'
import './auth-page.css'

const names: Record<Locale, string> = { en: 'English', ru: 'Русский' }

/** The frame of every page that is seen before signing in. */
export function AuthPage(props: { children: JSX.Element }): JSX.Element {
  const other = (): Locale => (locale() === 'en' ? 'ru' : 'en')
  const isDark = (): boolean => {
    const chosen = document.documentElement.dataset['theme']
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  }
  return (
    <div class="auth">
      <main class="auth-card">{props.children}</main>
      <footer class="auth-foot">
        <button type="button" class="link" lang={other()} onClick={() => void setLocale(other())}>
          {names[other()]}
        </button>
        <button type="button" class="link" onClick={() => chooseTheme(isDark() ? 'light' : 'dark')}>
          {locale() === 'en' ? 'Light or dark' : 'Светлая или тёмная'}
        </button>
      </footer>
    </div>
  )
}
