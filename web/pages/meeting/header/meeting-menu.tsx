import { useNavigate } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Eye from 'lucide-solid/icons/eye'
import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { t } from '../../../i18n/index.ts'
import { request } from '../../../lib/api.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import { useMeeting } from '../meeting-context.ts'

const EditDialog = lazy(() => import('./edit-dialog.tsx'))
const ViewersDialog = lazy(() => import('./viewers-dialog.tsx'))

export function MeetingMenu(props: { meeting: MeetingView }): JSX.Element {
  const { store } = useMeeting()
  const navigate = useNavigate()
  const [open, setOpen] = createSignal<'edit' | 'viewers' | 'delete'>()
  const close = (): void => {
    setOpen()
  }
  const remove = async (): Promise<void> => {
    const { id, rev } = props.meeting
    await request('DELETE', `/meetings/${id}`, { rev })
    navigate('/meetings', { replace: true })
    showToast({ tone: 'plain', words: t('meeting.deleted') })
  }
  return (
    <>
      <Menu
        label={t('action.more')}
        triggerClass="icon-button header-more"
        trigger={<Ellipsis />}
        groups={[
          [
            { label: t('meeting.edit'), icon: <Pencil />, run: () => setOpen('edit') },
            { label: t('meeting.viewers'), icon: <Eye />, run: () => setOpen('viewers') },
          ],
          [
            {
              label: t('meeting.delete'),
              icon: <Trash />,
              danger: true,
              run: () => setOpen('delete'),
            },
          ],
        ]}
      />
      <Suspense>
        <Show when={open() === 'edit'}>
          <EditDialog meeting={props.meeting} onSaved={store.putMeeting} onClose={close} />
        </Show>
        <Show when={open() === 'viewers'}>
          <ViewersDialog meeting={props.meeting} onClose={close} />
        </Show>
        <Show when={open() === 'delete'}>
          <ConfirmDialog
            title={t('meeting.deleteAsk', { title: props.meeting.title })}
            words={t('meeting.deleteWords')}
            confirm={t('action.delete')}
            run={remove}
            onClose={close}
          />
        </Show>
      </Suspense>
    </>
  )
}
