import { A } from '@solidjs/router'
import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { ClientUsage, ClientView } from '../../../server/modules/directory/contract.ts'
import { deleteClient, readClientUsage } from '../../api/clients.ts'
import { t } from '../../i18n/index.ts'
import { clients } from '../../lib/lookups.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { SelectField } from '../../ui/control/select-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'

const listUsage = ({ meetingCount, peopleCount }: ClientUsage): string =>
  [
    meetingCount > 0 ? t('clients.meetings', { count: meetingCount }) : '',
    peopleCount > 0 ? t('clients.people', { count: peopleCount }) : '',
  ]
    .filter(Boolean)
    .join(t('clients.and'))

interface UsageProps {
  client: ClientView
  usage: ClientUsage
  moveTo: string
  onMoveTo: (to: string) => void
}

function Belongings(props: UsageProps): JSX.Element {
  const hiddenCount = (): number => props.usage.meetingCount - props.client.meetingCount
  return (
    <>
      <p>
        {t('clients.deleteUsed', { what: listUsage(props.usage) })}{' '}
        <Show when={hiddenCount() > 0}>{t('clients.deleteHidden', { count: hiddenCount() })} </Show>
      </p>
      <SelectField
        label={t('clients.moveTo')}
        name="moveTo"
        value={props.moveTo}
        options={[
          { value: 'none', label: t('clients.moveToNone') },
          ...clients()
            .filter(({ id }) => id !== props.client.id)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChoose={props.onMoveTo}
      />
      <p>{t('clients.deleteKept')}</p>
    </>
  )
}

const isUsed = ({ meetingCount, peopleCount }: ClientUsage): boolean =>
  meetingCount + peopleCount > 0

function Consequences(props: UsageProps): JSX.Element {
  return (
    <Switch fallback={<Belongings {...props} />}>
      <Match when={props.usage.foreignMeetingCount > 0}>
        <p>{t('clients.deleteForeign', { count: props.usage.foreignMeetingCount })}</p>
      </Match>
      <Match when={!isUsed(props.usage)}>
        <p>{t('clients.deleteUnused')}</p>
      </Match>
    </Switch>
  )
}

/** Shows what belongs to the client and asks where to move it. A client with meetings that the reader may not change is left to an admin. */
export function DeleteClientDialog(props: {
  client: ClientView
  onDeleted: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [moveTo, setMoveTo] = createSignal('none')
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [usage, { refetch }] = createResource(() =>
    readClientUsage(props.client.id).catch((error: unknown) => {
      setProblem(problemOf(error))
      return undefined
    }),
  )
  const isForeign = (): boolean => (usage()?.foreignMeetingCount ?? 0) > 0
  const run = async (found: ClientUsage): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      await deleteClient(props.client, isUsed(found) ? moveTo() : undefined)
      await props.onDeleted()
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
      await refetch()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('clients.deleteAsk', { name: props.client.name })}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>
            {t(isForeign() ? 'action.close' : 'action.cancel')}
          </Button>
          <Show when={!isForeign() && usage.latest}>
            {(found) => (
              <Button look="danger" busy={busy()} onClick={() => void run(found())}>
                {t('action.delete')}
              </Button>
            )}
          </Show>
        </>
      }
    >
      <Show when={usage.latest}>
        {(found) => (
          <Consequences
            client={props.client}
            usage={found()}
            moveTo={moveTo()}
            onMoveTo={setMoveTo}
          />
        )}
      </Show>
      <Show when={props.client.meetingCount > 0}>
        <p>
          <A class="link" href={`/meetings?clientId=${props.client.id}`}>
            {t('clients.showMeetings')}
          </A>
        </p>
      </Show>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
