import { A } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { OrganisationFrame } from '../organisation-frame.tsx'
import '../../../ui/control/form-card.css'
import './settings.css'

/** The frame of both settings pages. */
export function SettingsFrame(props: { title: string; children: JSX.Element }): JSX.Element {
  return (
    <OrganisationFrame title={props.title}>
      <nav class="settings-parts" aria-label={t('settings.parts')}>
        <A href="/organisation/settings" end activeClass="settings-here">
          {t('settings.general')}
        </A>
        <A href="/organisation/settings/retention" activeClass="settings-here">
          {t('retention.title')}
        </A>
      </nav>
      <div class="settings">{props.children}</div>
    </OrganisationFrame>
  )
}
