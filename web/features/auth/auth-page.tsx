import { For, type JSX } from 'solid-js'
import { chooseTheme } from '../../lib/theme.ts'
import { nameOfLanguage } from '../../i18n/format.ts'
import { inLocale, locale, setLocale } from '../../i18n/index.ts'
import './auth-page.css'
import { locales, type Translated } from '../../../plugins/vocabulary.ts'

const switchTheme: Translated = { en: 'Light or dark', ru: 'Светлая или тёмная' }

/** The frame of every page before sign-in. */
export function AuthPage(props: { children: JSX.Element }): JSX.Element {
  const isDark = (): boolean => {
    const chosen = document.documentElement.dataset['theme']
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  }
  return (
    <div class="auth">
      <main class="auth-card">{props.children}</main>
      <footer class="auth-foot">
        <For each={locales.filter((one) => one !== locale())}>
          {(other) => (
            <button type="button" class="link" lang={other} onClick={() => void setLocale(other)}>
              {nameOfLanguage(other)}
            </button>
          )}
        </For>
        <button type="button" class="link" onClick={() => chooseTheme(isDark() ? 'light' : 'dark')}>
          {inLocale(switchTheme)}
        </button>
      </footer>
    </div>
  )
}
