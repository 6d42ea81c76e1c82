import { useNavigate } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Eye from 'lucide-solid/icons/eye'
import Pencil from 'lucide-solid/icons/pencil'
import Target from 'lucide-solid/icons/target'
import Trash from 'lucide-solid/icons/trash'
import X from 'lucide-solid/icons/x'
import { createSignal, type JSX, lazy, Match, Suspense, Switch } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { deleteMeeting } from '../../../api/meetings.ts'
import { t } from '../../../i18n/index.ts'
import { openKeptPlaces } from '../../../lib/kept-text.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { scenarioTitle } from '../../../lib/lookups.ts'
import { createGolden } from './golden.ts'
import { useMeeting } from '../meeting-context.ts'

const EditDialog = lazy(() => import('./edit-dialog.tsx'))
const ViewersDialog = lazy(() => import('./viewers-dialog.tsx'))

type OpenDialog = 'edit' | 'viewers' | 'delete' | 'keep' | 'take-back'

function MeetingDialogs(props: {
  meeting: MeetingView
  open: OpenDialog | undefined
  golden: ReturnType<typeof createGolden>
  onClose: () => void
}): JSX.Element {
  const { store } = useMeeting()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await deleteMeeting(props.meeting)
    navigate('/meetings', { replace: true })
    showToast({ tone: 'plain', words: t('meeting.deleted') })
  }
  return (
    <Suspense>
      <Switch>
        <Match when={props.open === 'edit'}>
          <EditDialog meeting={props.meeting} onSaved={store.putMeeting} onClose={props.onClose} />
        </Match>
        <Match when={props.open === 'viewers'}>
          <ViewersDialog
            meeting={props.meeting}
            onSaved={store.putMeeting}
            onClose={props.onClose}
          />
        </Match>
        <Match when={props.open === 'keep'}>
          <ConfirmDialog
            title={t('goldens.keepAsk')}
            words={t('goldens.keepWords', { scenario: scenarioTitle(props.meeting.scenario.id) })}
            confirm={t('goldens.keepDo')}
            look="primary"
            run={props.golden.keep}
            onClose={props.onClose}
          />
        </Match>
        <Match when={props.open === 'take-back'}>
          <ConfirmDialog
            title={t('goldens.removeAsk')}
            words={t('goldens.removeWords')}
            confirm={t('goldens.remove')}
            run={props.golden.remove}
            onClose={props.onClose}
          />
        </Match>
        <Match when={props.open === 'delete'}>
          <ConfirmDialog
            title={t('meeting.deleteAsk', { title: props.meeting.title })}
            words={t('meeting.deleteWords')}
            confirm={t('action.delete')}
            run={remove}
            onClose={props.onClose}
          />
        </Match>
      </Switch>
    </Suspense>
  )
}

export function MeetingMenu(props: { meeting: MeetingView }): JSX.Element {
  const [open, setOpen] = createSignal<OpenDialog | undefined>(
    openKeptPlaces('meeting.').includes(props.meeting.id) ? 'edit' : undefined,
  )
  const golden = createGolden(() => props.meeting)
  const goldenEntries = (): MenuEntry[] => {
    if (!golden.isPossible()) return []
    const keep = {
      label: t(golden.golden() ? 'goldens.keepAgain' : 'goldens.keep'),
      icon: <Target />,
      run: () => setOpen('keep'),
    }
    if (!golden.golden()) return [keep]
    return [keep, { label: t('goldens.unkeep'), icon: <X />, run: () => setOpen('take-back') }]
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
          goldenEntries(),
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
      <MeetingDialogs
        meeting={props.meeting}
        open={open()}
        golden={golden}
        onClose={() => setOpen()}
      />
    </>
  )
}
