import { createSignal, type JSX, Show } from 'solid-js'
import type { PasskeyView } from '../../../../server/modules/identity/factors/contract.ts'
import { addPasskey, askForNewPasskey, renamePasskey } from '../../../api/factors.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { deviceOf } from '../describe-device.ts'

const ownDevice = (): string => {
  const { browser, system } = deviceOf(navigator.userAgent)
  return browser && system ? t('device.on', { browser, system }) : ''
}

/** Names the passkey and has the browser make it. */
export function NewPasskeyDialog(props: {
  onAdded: (recoveryCodes: string[] | null) => void
  onClose: () => void
}): JSX.Element {
  const add = async (name: string): Promise<void> => {
    const question = await askForNewPasskey()
    const { makePasskey } = await import('../../../lib/passkeys/browser.ts')
    const { recoveryCodes } = await addPasskey({ name, attestation: await makePasskey(question) })
    props.onAdded(recoveryCodes)
  }
  return (
    <NameDialog
      title={t('security.passkeyAdd')}
      confirm={t('security.passkeyMake')}
      place="passkeys.new"
      name={ownDevice()}
      run={add}
      onClose={props.onClose}
    />
  )
}

export function RenamePasskeyDialog(props: {
  passkey: PasskeyView
  onRenamed: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const rename = async (name: string): Promise<void> => {
    await renamePasskey(props.passkey.id, name)
    props.onClose()
    await props.onRenamed()
  }
  return (
    <NameDialog
      title={t('security.passkeyRename')}
      confirm={t('action.save')}
      place={`passkeys.${props.passkey.id}`}
      name={props.passkey.name}
      run={rename}
      onClose={props.onClose}
    />
  )
}

function NameDialog(props: {
  title: string
  confirm: string
  /** What is typed is kept under it. */
  place: string
  name: string
  run: (name: string) => Promise<void>
  onClose: () => void
}): JSX.Element {
  const kept = createKeptForm(props.place)
  const [name, setName] = createSignal(props.name)
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!name().trim()) return
    await run(async () => {
      await props.run(name().trim())
      kept.drop()
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  return (
    <Dialog
      title={props.title}
      kept={kept}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t('security.passkeyName')}
          name="passkey-name"
          autocomplete="off"
          maxLength={100}
          hint={t('security.passkeyNameHint')}
          value={name()}
          fault={
            tried() && !name().trim() ? t('security.passkeyNameNeed') : faultAt(problem(), '/name')
          }
          onInput={setName}
        />
        <button type="submit" hidden tabindex="-1">
          {props.confirm}
        </button>
      </form>
      <Show when={problemBeside(problem(), '/name')}>
        {(found) => <Failure problem={found()} />}
      </Show>
    </Dialog>
  )
}
