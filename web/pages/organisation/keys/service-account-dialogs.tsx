import { createSignal, type JSX, Show } from 'solid-js'
import type { ServiceAccountView } from '../../../../server/modules/identity/keys/contract.ts'
import { changeServiceAccount, createServiceAccount } from '../../../api/keys.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { SelectField } from '../../../ui/control/select-field.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createAct } from '../../../lib/act.ts'
import { serviceRoles, type ServiceRole } from '../../../../plugins/vocabulary.ts'

/** Only an owner can make an administrator. */
const rolesToGive = (): readonly ServiceRole[] =>
  me()?.user.role === 'owner' ? serviceRoles : serviceRoles.filter((role) => role !== 'admin')

/** Adds a service account, or changes what one is called and may do. */
export function AccountDialog(props: {
  account?: ServiceAccountView | undefined
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const kept = createKeptForm(props.account ? `accounts.${props.account.id}` : 'accounts.new')
  const [name, setName] = createSignal(props.account?.name ?? '')
  const [role, setRole] = createSignal<ServiceRole>(props.account?.role ?? 'member')
  const [tried, setTried] = createSignal(false)
  const act = createAct()
  const write = (): Promise<ServiceAccountView> => {
    const body = { name: name().trim(), role: role() }
    return props.account ? changeServiceAccount(props.account.id, body) : createServiceAccount(body)
  }
  const submit = (): Promise<void> | undefined => {
    setTried(true)
    if (!name().trim()) return undefined
    return act.run(async () => {
      const saved = await write()
      kept.drop()
      const words = t(props.account ? 'service.changed' : 'service.added', { name: saved.name })
      showToast({ tone: 'plain', words })
      props.onClose()
      await props.onChanged()
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const fault = (): string | undefined =>
    tried() && !name().trim() ? t('service.needName') : faultAt(act.problem(), '/name')
  return (
    <Dialog
      title={props.account?.name ?? t('service.add')}
      kept={kept}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={act.busy()} onClick={() => void submit()}>
            {t(props.account ? 'action.save' : 'service.addDo')}
          </Button>
        </>
      }
    >
      <form
        class="key-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t('service.name')}
          hint={t('service.nameHint')}
          fault={fault()}
          name="name"
          maxLength={100}
          autocomplete="off"
          autocapitalize="sentences"
          value={name()}
          onInput={setName}
        />
        <RoleField value={role()} onChoose={setRole} />
        <Show when={props.account}>
          <p class="field-hint">{t('service.roleNow')}</p>
        </Show>
      </form>
      <Show when={problemBeside(act.problem(), '/name')}>
        {(found) => <Failure problem={found()} />}
      </Show>
    </Dialog>
  )
}

function RoleField(props: {
  value: ServiceRole
  onChoose: (role: ServiceRole) => void
}): JSX.Element {
  return (
    <SelectField
      label={t('service.role')}
      hint={t(`role.${props.value}.words`)}
      name="role"
      value={props.value}
      options={rolesToGive().map((value) => ({ value, label: t(`role.${value}`) }))}
      onChoose={props.onChoose}
    />
  )
}

/** Confirms that an account is deactivated or reactivated, and says what that means for its keys. */
export function SwitchAccountDialog(props: {
  account: ServiceAccountView
  keys: number
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const act = props.account.status === 'active' ? 'deactivate' : 'reactivate'
  const status = act === 'deactivate' ? 'deactivated' : 'active'
  const words = (): string =>
    props.keys > 0 ? t(`service.${act}Words`, { count: props.keys }) : t(`service.${act}NoKeys`)
  const run = async (): Promise<void> => {
    const { name } = await changeServiceAccount(props.account.id, { status })
    showToast({ tone: 'plain', words: t(`service.${act}dNow`, { name }) })
    await props.onChanged()
  }
  return (
    <ConfirmDialog
      title={t(`service.${act}Ask`, { name: props.account.name })}
      words={words()}
      confirm={t(`service.${act}`)}
      {...(act === 'reactivate' ? { look: 'primary' as const } : {})}
      run={run}
      onClose={props.onClose}
    />
  )
}
