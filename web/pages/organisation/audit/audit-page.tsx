import { useSearchParams } from '@solidjs/router'
import Download from 'lucide-solid/icons/download'
import ScrollText from 'lucide-solid/icons/scroll-text'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { downloadAudit, listAudit } from '../../../api/audit.ts'
import { t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
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
      showToast({ tone: 'bad', words: wordProblem(problemOf(error)) })
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
      <Show when={store.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void store.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!store.ready()}>
          <Skeleton lines={8} />
        </Match>
        <Match when={store.list.rows.length > 0}>
          <AuditTable rows={store.list.rows} />
          <Show when={store.list.nextCursor}>
            <Button class="page-more" busy={store.loadingMore()} onClick={() => void store.more()}>
              {t('action.showMore')}
            </Button>
          </Show>
        </Match>
        <Match when={!store.problem()}>
          <EmptyState
            icon={<ScrollText />}
            title={t('audit.none.title')}
            words={t('audit.none.words')}
          />
        </Match>
      </Switch>
    </OrganisationFrame>
  )
}
