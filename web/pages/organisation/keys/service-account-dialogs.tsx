import { createSignal, For, type JSX, Show } from 'solid-js'
import type { ServiceAccountView } from '../../../../server/modules/identity/keys/contract.ts'
import { changeServiceAccount, createServiceAccount } from '../../../api/keys.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createAct } from '../../../lib/act.ts'
import { serviceRoles, type ServiceRole } from '../../../../plugins/vocabulary.ts'

/** Only an owner makes administrators. */
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
        <Field label={t('service.name')} hint={t('service.nameHint')} fault={fault()}>
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              name="name"
              maxLength={100}
              autocomplete="off"
              value={name()}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('service.role')} hint={t(`role.${role()}.words`)}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="role"
              aria-describedby={ids.describedBy}
              onChange={(event) => setRole(event.currentTarget.value as ServiceRole)}
            >
              <For each={rolesToGive()}>
                {(choice) => (
                  <option value={choice} selected={choice === role()}>
                    {t(`role.${choice}`)}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
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

/** Says what happens to the keys before an account is switched off or on. */
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
