import { type JSX, Show } from 'solid-js'
import { deleteLogo, putLogo } from '../../../api/settings.ts'
import { t, describeCode } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { DropBox } from '../../../ui/control/drop-box.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { SettingsStore } from './settings-store.ts'

const maxBytes = 1024 * 1024

export function LogoForm(props: { store: SettingsStore }): JSX.Element {
  const { busy, problem, run } = createAct()
  const logo = () => props.store.settings()?.logo
  const take = ([file]: File[]): void => {
    if (!file) return
    void run(async () => {
      if (file.size > maxBytes) throw new Error(t('fault.logo_too_large'))
      props.store.take(await putLogo(file))
      showToast({ tone: 'plain', words: t('settings.logoSaved') })
    })
  }
  const remove = (): void =>
    void run(async () => {
      props.store.take(await deleteLogo())
      showToast({ tone: 'plain', words: t('settings.logoRemoved') })
    })
  const fault = (): string | undefined => {
    const found = problem()
    if (!found) return undefined
    const reason = found.errors[0]?.reason
    if (found.code === 'payload_too_large') return t('fault.logo_too_large')
    if (found.code === 'unexpected') return found.detail
    return (reason && describeCode('fault', reason)) || found.detail || describeProblem(found)
  }
  return (
    <section class="form-card" aria-labelledby="settings-logo">
      <header>
        <h2 id="settings-logo">{t('settings.logo')}</h2>
        <p>{t('settings.logoWords')}</p>
      </header>
      <DropBox
        choose={t(logo() ? 'settings.logoOther' : 'settings.logoChoose')}
        label={t('settings.logoFile')}
        accept="image/png,image/jpeg,image/webp"
        busy={busy()}
        isFilled={Boolean(logo())}
        fault={fault()}
        onFiles={take}
      >
        <Show when={logo()} fallback={<p>{t('settings.logoDrop')}</p>}>
          {(src) => (
            <div class="logo-shown">
              <span class="logo-on-light">
                <img src={src()} alt={t('settings.logoOnLight')} />
              </span>
              <span class="logo-on-dark">
                <img src={src()} alt={t('settings.logoOnDark')} />
              </span>
            </div>
          )}
        </Show>
      </DropBox>
      <Show when={logo()}>
        <Button look="quiet" size="small" busy={busy()} onClick={remove}>
          {t('settings.logoRemove')}
        </Button>
      </Show>
    </section>
  )
}
