import { createResource, createSignal, type JSX, Show } from 'solid-js'
import type { PasswordLink } from '../../../../server/modules/identity/me/contract.ts'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import type { Role } from '../../../../server/platform/context.ts'
import { changeMember, listMembers, makePasswordLink, ownsMeetings } from '../../../api/members.ts'
import { faultAt } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { CopyField } from '../../../ui/control/copy-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { MemberChoice } from './member-choice.tsx'
import { RoleChoice } from './roles.tsx'
import { type SeenKeys, SeenKeysDialog } from './seen-keys-dialog.tsx'

interface MemberDialogProps {
  member: MemberView
  onChanged: () => Promise<void>
  onClose: () => void
}

export function RoleDialog(props: MemberDialogProps): JSX.Element {
  const [role, setRole] = createSignal<Role>(props.member.role)
  const act = createAct()
  const save = (): Promise<void> =>
    act.run(async () => {
      const { name, role: now } = await changeMember(props.member.id, { role: role() })
      showToast({
        tone: 'plain',
        words: t('members.roleChanged', { name, role: t(`role.${now}`) }),
      })
      props.onClose()
      await props.onChanged()
    })
  return (
    <Dialog
      title={t('members.roleAsk', { name: props.member.name })}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button look="primary" busy={act.busy()} onClick={() => void save()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <RoleChoice label={t('members.role')} value={role()} onChoose={setRole} />
      <p class="field-hint">{t('members.roleNow')}</p>
      <Show when={act.problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}

/** Members who can take over the meetings of one who leaves. */
async function readHeirs({ id }: MemberView): Promise<MemberView[]> {
  const { data } = await listMembers()
  return data.filter(
    (member) => member.id !== id && member.status === 'active' && member.role !== 'viewer',
  )
}

export function DeactivateDialog(props: MemberDialogProps): JSX.Element {
  const [heir, setHeir] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [seenKeys, setSeenKeys] = createSignal<SeenKeys>([])
  const act = createAct()
  const [heirs] = createResource(
    () => props.member,
    async (member) => ((await ownsMeetings(member.id)) ? readHeirs(member) : []),
  )
  const asks = (): boolean => (heirs.latest?.length ?? 0) > 0
  const fault = (): string | undefined =>
    tried() && asks() && !heir() ? t('deactivate.needHeir') : faultAt(act.problem(), '/transferTo')
  const deactivate = (): Promise<void> | undefined => {
    setTried(true)
    if (asks() && !heir()) return undefined
    return act.run(async () => {
      const { name, keysToReplace = [] } = await changeMember(props.member.id, {
        status: 'deactivated',
        ...(heir() ? { transferTo: heir() } : {}),
      })
      showToast({ tone: 'plain', words: t('deactivate.done', { name }) })
      if (keysToReplace.length > 0) setSeenKeys(keysToReplace)
      else props.onClose()
      await props.onChanged()
    })
  }
  return (
    <Show
      when={seenKeys().length === 0}
      fallback={
        <SeenKeysDialog name={props.member.name} keys={seenKeys()} onClose={props.onClose} />
      }
    >
      <Dialog
        title={t('deactivate.ask', { name: props.member.name })}
        onClose={props.onClose}
        footer={
          <>
            <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
            <Button
              look="danger"
              busy={act.busy() || heirs.loading}
              onClick={() => void deactivate()}
            >
              {t('deactivate.do')}
            </Button>
          </>
        }
      >
        <p>{t('deactivate.words')}</p>
        <Show when={!heirs.loading} fallback={<Skeleton lines={1} />}>
          <Show when={asks()}>
            <MemberChoice
              label={t('deactivate.heir')}
              name="heir"
              hint={t('deactivate.heirHint')}
              fault={fault()}
              members={heirs.latest}
              value={heir()}
              onChange={setHeir}
            />
          </Show>
        </Show>
        <Show when={act.problem()}>{(found) => <Failure problem={found()} hideFaults />}</Show>
      </Dialog>
    </Show>
  )
}

export function PasswordLinkDialog(props: Omit<MemberDialogProps, 'onChanged'>): JSX.Element {
  const [made, setMade] = createSignal<PasswordLink>()
  const act = createAct()
  const make = (): Promise<void> =>
    act.run(async () => {
      setMade(await makePasswordLink(props.member.id))
    })
  return (
    <Dialog
      title={t('passwordLink.title', { name: props.member.name })}
      onClose={props.onClose}
      footer={
        <Show
          when={made()}
          fallback={
            <>
              <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
              <Button look="primary" busy={act.busy()} onClick={() => void make()}>
                {t('passwordLink.make')}
              </Button>
            </>
          }
        >
          <Button look="primary" onClick={() => props.onClose()}>
            {t('invite.done')}
          </Button>
        </Show>
      }
    >
      <p>{t('passwordLink.words')}</p>
      <Show when={made()}>
        {(found) => (
          <CopyField
            label={t('passwordLink.label', { name: props.member.name })}
            value={found().link}
            hint={t('link.once')}
            copyLabel={t('link.copy')}
            copiedLabel={t('link.copied')}
          />
        )}
      </Show>
      <Show when={act.problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
