import Settings from 'lucide-solid/icons/settings'
import type { JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { me } from '../../lib/session.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { OrganisationFrame } from './organisation-frame.tsx'

/** Replaces a page that the reader's role may not see. */
export default function NotForYouPage(): JSX.Element {
  return (
    <OrganisationFrame title={t('organisation.notForYou.title')}>
      <EmptyState
        icon={<Settings />}
        title={t('organisation.notForYou.title')}
        words={t('organisation.notForYou.words', {
          role: t(`role.${me()?.user.role ?? 'viewer'}`),
        })}
      />
    </OrganisationFrame>
  )
}
