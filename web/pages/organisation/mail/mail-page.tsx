import { useSearchParams } from '@solidjs/router'
import Mail from 'lucide-solid/icons/mail'
import { createSignal, For, type JSX, Show } from 'solid-js'
import type { MailView } from '../../../../server/modules/mail/contract.ts'
import { listMails, type MailFilter } from '../../../api/mails.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { Segments } from '../../../ui/control/segments.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { PagedRows } from '../../../ui/feedback/paged-rows.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import './mail.css'

const states = ['all', 'refused', 'bounced', 'queued', 'sent'] as const
type Shown = (typeof states)[number]
const isShown = (text: string | undefined): text is Shown => states.some((state) => state === text)

const tones = { queued: 'info', sent: 'ok', refused: 'bad', bounced: 'bad' } as const

type Bounce = NonNullable<MailView['bounce']>

/** Messages for status codes (RFC 3463), the more specific ones first. */
function describeBounce({ status }: Bounce): string {
  const [, subject = '', detail = ''] = status.split('.')
  return (
    describeCode('mail.bounce', `${subject}.${detail}`) ??
    describeCode('mail.bounce', subject) ??
    t('mail.bounce.other')
  )
}

function BounceWords(props: { bounce: Bounce }): JSX.Element {
  return (
    <>
      <span class="cell-second">
        {describeBounce(props.bounce)} ({props.bounce.status},{' '}
        {formatMoment(props.bounce.at, locale())})
      </span>
      <Show when={props.bounce.reason}>
        {(reason) => <span class="cell-second">{t('mail.theirAnswer', { answer: reason() })}</span>}
      </Show>
    </>
  )
}

const isWithoutEnd = ({ state }: MailView): boolean => state === 'queued' || state === 'refused'

function MailLine(props: { mail: MailView }): JSX.Element {
  return (
    <tr role="row" data-mail={props.mail.state}>
      <td role="cell" class="figures">
        {formatMoment(props.mail.createdAt, locale())}
      </td>
      <td role="cell">{props.mail.recipient}</td>
      <td role="cell">{describeCode('mail.kind', props.mail.kind) ?? props.mail.kind}</td>
      <td role="cell">
        <Badge tone={tones[props.mail.state]}>{t(`mail.state.${props.mail.state}`)}</Badge>
        <Show when={props.mail.bounce}>{(bounce) => <BounceWords bounce={bounce()} />}</Show>
        <Show when={isWithoutEnd(props.mail) && props.mail.answer}>
          {(answer) => <span class="cell-second">{t('mail.answer', { answer: answer() })}</span>}
        </Show>
      </td>
    </tr>
  )
}

function MailTable(props: { mails: readonly MailView[] }): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table mail-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('mail.when')}</th>
            <th role="columnheader">{t('mail.to')}</th>
            <th role="columnheader">{t('mail.about')}</th>
            <th role="columnheader">{t('mail.became')}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.mails}>{(mail) => <MailLine mail={mail} />}</For>
        </tbody>
      </table>
    </div>
  )
}

/** E-mail of the last weeks with its delivery state, which shows addresses that reject mail. */
export default function MailPage(): JSX.Element {
  const [search, setSearch] = useSearchParams<{ state: string }>()
  const [delivers, setDelivers] = createSignal(true)
  const shown = (): Shown => (isShown(search.state) ? search.state : 'all')
  const filter = (): MailFilter => {
    const state = shown()
    return state === 'all' ? {} : { state }
  }
  const store = createPagedList<MailView, MailFilter>(filter, async (...asked) => {
    const page = await listMails(...asked)
    setDelivers(page.delivers)
    return page
  })
  return (
    <OrganisationFrame title={t('organisation.mail')}>
      <p class="mail-words">{t('mail.words')}</p>
      <Show when={!delivers()}>
        <p class="mail-words">{t('mail.noServer')}</p>
      </Show>
      <Segments
        label={t('mail.shown')}
        value={shown()}
        choices={states.map((value) => ({ value, label: t(`mail.shown.${value}`) }))}
        onChoose={(state) => setSearch({ state: state === 'all' ? '' : state }, { replace: true })}
      />
      <PagedRows
        store={store}
        empty={
          <EmptyState
            icon={<Mail />}
            title={t('mail.none.title')}
            words={t(shown() === 'all' ? 'mail.none.words' : 'mail.none.ofState')}
          />
        }
      >
        <MailTable mails={store.list.rows} />
      </PagedRows>
    </OrganisationFrame>
  )
}
