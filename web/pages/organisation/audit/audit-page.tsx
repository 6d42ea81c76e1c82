import { useSearchParams } from '@solidjs/router'
import Download from 'lucide-solid/icons/download'
import ScrollText from 'lucide-solid/icons/scroll-text'
import type { JSX } from 'solid-js'
import { downloadAudit, listAudit } from '../../../api/audit.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { problemOf } from '../../../lib/problem.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { PagedRows } from '../../../ui/feedback/paged-rows.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { AuditFilters, type AuditSearch, toFilter } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'
import './audit.css'

function DownloadMenu(props: { search: AuditSearch }): JSX.Element {
  const take = async (format: 'csv' | 'json'): Promise<void> => {
    try {
      await downloadAudit(toFilter(props.search), format)
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    }
  }
  return (
    <Menu
      label={t('audit.download')}
      triggerClass="button button-plain button-normal"
      trigger={
        <>
          <Download />
          {t('audit.download')}
        </>
      }
      groups={[
        [
          { label: t('audit.csv'), run: () => void take('csv') },
          { label: t('audit.json'), run: () => void take('json') },
        ],
      ]}
    />
  )
}

export default function AuditPage(): JSX.Element {
  const [search, setSearch] = useSearchParams<Record<keyof AuditSearch, string>>()
  const chosen = (): AuditSearch => ({
    actor: search.actor ?? '',
    area: search.area ?? '',
    from: search.from ?? '',
    to: search.to ?? '',
  })
  const store = createPagedList(() => toFilter(chosen()), listAudit)
  return (
    <OrganisationFrame title={t('organisation.audit')} actions={<DownloadMenu search={chosen()} />}>
      <p class="audit-words">{t('audit.words')}</p>
      <AuditFilters
        search={chosen()}
        onChange={(change) => setSearch({ ...change }, { replace: true })}
      />
      <PagedRows
        store={store}
        empty={
          <EmptyState
            icon={<ScrollText />}
            title={t('audit.none.title')}
            words={t('audit.none.words')}
          />
        }
      >
        <AuditTable rows={store.list.rows} />
      </PagedRows>
    </OrganisationFrame>
  )
}
