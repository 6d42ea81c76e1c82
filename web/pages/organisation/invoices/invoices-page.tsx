import Receipt from 'lucide-solid/icons/receipt'
import { createResource, For, type JSX, Match, Show, Switch } from 'solid-js'
import { type Invoice, listInvoices } from '../../../api/billing.ts'
import { t } from '../../../i18n/index.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { problemOf } from '../../../lib/problem.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { PagedRows } from '../../../ui/feedback/paged-rows.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { knownBilling, loadBilling } from '../../../features/billing/billing-store.ts'
import { paymentProblem } from '../../../features/billing/payment-problem.ts'
import { InvoiceRows } from './invoice-rows.tsx'
import './invoices.css'

/** The organisation's invoices, newest first, each with its lines. */
export function InvoicesPage(): JSX.Element {
  const [provider, { refetch }] = createResource(async () => {
    const { provider } = knownBilling() ?? (await loadBilling())
    return provider
  })
  return (
    <OrganisationFrame title={t('organisation.invoices')}>
      <Switch fallback={<Skeleton lines={6} />}>
        <Match when={provider.error}>
          {(error) => (
            <Failure
              problem={problemOf(error())}
              action={{ label: t('action.retry'), run: () => void refetch() }}
            />
          )}
        </Match>
        <Match when={provider.state === 'ready' && provider() === 'none'}>
          <EmptyState
            icon={<Receipt />}
            title={t('invoice.nothing.title')}
            words={t('pay.nothingHere')}
          />
        </Match>
        <Match when={provider.state === 'ready'}>
          <Invoices />
        </Match>
      </Switch>
    </OrganisationFrame>
  )
}

function Invoices(): JSX.Element {
  const store = createPagedList<Invoice, Record<string, never>>(
    () => ({}),
    (_filter, _limit, cursor) => listInvoices(cursor),
  )
  const problem = () => {
    const found = store.problem()
    return found && paymentProblem(found)
  }
  return (
    <>
      <Show when={store.list.rows.length > 0}>
        <p class="organisation-words">{t('invoice.words')}</p>
      </Show>
      <PagedRows
        store={{ ...store, problem }}
        empty={
          <EmptyState
            icon={<Receipt />}
            title={t('invoice.empty.title')}
            words={t('invoice.empty.words')}
          />
        }
      >
        <div class="table-frame">
          <table role="table" class="table invoices">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader">{t('invoice.number')}</th>
                <th role="columnheader">{t('invoice.day')}</th>
                <th role="columnheader">{t('invoice.total')}</th>
                <th role="columnheader">{t('invoice.state')}</th>
                <th role="columnheader">{t('invoice.files')}</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              <For each={store.list.rows}>{(invoice) => <InvoiceRows invoice={invoice} />}</For>
            </tbody>
          </table>
        </div>
      </PagedRows>
    </>
  )
}
