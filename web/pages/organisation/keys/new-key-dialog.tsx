import { createSignal, type JSX, Show } from 'solid-js'
import type {
  CreateKey,
  NewKey,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { createKey } from '../../../api/keys.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { NewKeyFields } from './new-key-fields.tsx'
import { createNewKeyForm, linesIn, rangeFault } from './new-key-form.ts'
import { ShownKey } from './shown-key.tsx'

interface NewKeyProps {
  /** Service accounts that a key can be created for. */
  accounts: readonly ServiceAccountView[]
  accountId?: string | undefined
  onChanged: () => Promise<void>
  onClose: () => void
}

type MadeKey = NewKey & CreateKey

/** Asks what the key is for and shows it once it is made. */
export function NewKeyDialog(props: NewKeyProps): JSX.Element {
  const [made, setMade] = createSignal<MadeKey>()
  return (
    <Show when={made()} fallback={<AskForKey {...props} onMade={setMade} />}>
      {(key) => (
        <ShownKey
          name={key().name}
          secret={key().key}
          scopes={key().scopes}
          onClose={props.onClose}
        />
      )}
    </Show>
  )
}

function AskForKey(props: NewKeyProps & { onMade: (key: MadeKey) => void }): JSX.Element {
  const kept = createKeptForm(props.accountId ? `keys.new.${props.accountId}` : 'keys.new')
  const form = createNewKeyForm(props.accountId ?? '')
  const [tried, setTried] = createSignal(false)
  const act = createAct()
  let root: HTMLElement | undefined
  const submit = async (): Promise<void> => {
    setTried(true)
    if (form.isWhole())
      await act.run(async () => {
        const body = form.body()
        const key = await createKey(body)
        kept.drop()
        props.onMade({ ...key, ...body })
        await props.onChanged()
      })
    // The form is longer than the dialog: what is missing may be out of sight.
    root?.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const faults = {
    get name() {
      return tried() && !form.name().trim() ? t('newKey.needName') : faultAt(act.problem(), '/name')
    },
    get scopes() {
      return tried() && form.body().scopes.length === 0 ? t('newKey.needScopes') : undefined
    },
    get ranges() {
      return rangeFault(act.problem(), linesIn(form.ranges()))
    },
  }
  return (
    <Dialog
      title={t('newKey.title')}
      width="wide"
      kept={kept}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={act.busy()} onClick={() => void submit()}>
            {t('newKey.do')}
          </Button>
        </>
      }
    >
      <form
        class="key-form"
        ref={(element) => {
          root = element
        }}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <NewKeyFields form={form} accounts={props.accounts} faults={faults} />
        <button type="submit" hidden tabindex="-1">
          {t('newKey.do')}
        </button>
      </form>
      <Show when={faults.ranges ? undefined : problemBeside(act.problem(), '/name')}>
        {(found) => <Failure problem={found()} hideFaults />}
      </Show>
    </Dialog>
  )
}
