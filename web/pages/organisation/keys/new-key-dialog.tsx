import { createSignal, For, type JSX, Show } from 'solid-js'
import type {
  CreateKey,
  NewKey,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { createKey } from '../../../api/keys.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { wordMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import type { Problem } from '../../../lib/problem.ts'
import { me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createAct } from '../../../lib/act.ts'
import { ScopeTable } from './scope-table.tsx'
import { type Levels, levelsIn, nothing, scopesOf } from './scopes.ts'
import { ShownKey } from './shown-key.tsx'

const expiries = [30, 90, 365] as const
const dayMs = 86_400_000
/** As much of a wrong range as tells which one is meant. */
const rangeChars = 60

const linesIn = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter(Boolean)

/** The first range that the server did not take, by its place in what was sent; or that they are too many. */
function rangeFault(problem: Problem | undefined, ranges: readonly string[]): string | undefined {
  const pointer = problem?.errors.find((one) => one.pointer.startsWith('/allowedRanges'))?.pointer
  if (pointer === undefined) return undefined
  const range = ranges[Number(pointer.split('/').at(-1))]
  if (range === undefined) return t('newKey.manyRanges')
  return t('newKey.badRange', {
    what: range.length > rangeChars ? `${range.slice(0, rangeChars)}…` : range,
  })
}

interface Choice {
  value: string
  label: string
}

function SelectField(props: {
  name: string
  label: string
  hint: string
  value: string
  choices: readonly Choice[]
  onChoose: (value: string) => void
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name={props.name}
          aria-describedby={ids.describedBy}
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <For each={props.choices}>
            {(choice) => (
              <option value={choice.value} selected={choice.value === props.value}>
                {choice.label}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

/** Whose the key is, and what that means. */
function OwnerField(props: {
  accounts: readonly ServiceAccountView[]
  value: string
  onChoose: (accountId: string) => void
}): JSX.Element {
  const chosen = () => props.accounts.find(({ id }) => id === props.value)
  const role = () => chosen()?.role ?? me()?.user.role ?? 'viewer'
  const words = (): string =>
    `${t(chosen() ? 'newKey.ownerServiceHint' : 'newKey.ownerYouHint')} ${t('newKey.role', { role: t(`role.${role()}`) })}`
  return (
    <SelectField
      name="owner"
      label={t('newKey.owner')}
      hint={words()}
      value={props.value}
      choices={[
        { value: '', label: t('newKey.ownerYou', { name: me()?.user.name ?? '' }) },
        ...props.accounts.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChoose={props.onChoose}
    />
  )
}

function ExpiryField(props: { value: string; onChoose: (days: string) => void }): JSX.Element {
  const hint = (): string => {
    if (!props.value) return t('newKey.noExpiryHint')
    return t('newKey.expiryHint', { when: wordMoment(endOf(props.value), locale()) })
  }
  return (
    <SelectField
      name="expiry"
      label={t('newKey.expiry')}
      hint={hint()}
      value={props.value}
      choices={[
        ...expiries.map((days) => ({ value: String(days), label: t(`newKey.days${days}`) })),
        { value: '', label: t('newKey.noExpiry') },
      ]}
      onChoose={props.onChoose}
    />
  )
}

const endOf = (days: string): string => new Date(Date.now() + Number(days) * dayMs).toISOString()

function createForm(accountId: string) {
  const [name, setName] = createSignal('')
  const [account, setAccount] = createSignal(accountId)
  const [levels, setLevels] = createSignal<Levels>(nothing())
  const [days, setDays] = createSignal('90')
  const [ranges, setRanges] = createSignal('')
  const body = (): CreateKey => ({
    name: name().trim(),
    scopes: scopesOf(levels()),
    ...(account() ? { serviceAccountId: account() } : {}),
    ...(days() ? { expiresAt: endOf(days()) } : {}),
    ...(linesIn(ranges()).length > 0 ? { allowedRanges: linesIn(ranges()) } : {}),
  })
  const isWhole = (): boolean => name().trim() !== '' && body().scopes.length > 0
  const fields = { name, setName, account, setAccount, levels, setLevels, days, setDays }
  return { ...fields, ranges, setRanges, body, isWhole }
}

export function NewKeyDialog(props: {
  /** Those that a key can be made for. */
  accounts: readonly ServiceAccountView[]
  accountId?: string | undefined
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const kept = createKeptForm(props.accountId ? `keys.new.${props.accountId}` : 'keys.new')
  const form = createForm(props.accountId ?? '')
  const [tried, setTried] = createSignal(false)
  const [made, setMade] = createSignal<NewKey & CreateKey>()
  const act = createAct()
  let root: HTMLElement | undefined
  const submit = async (): Promise<void> => {
    setTried(true)
    if (form.isWhole())
      await act.run(async () => {
        const body = form.body()
        setMade({ ...(await createKey(body)), ...body })
        kept.drop()
        await props.onChanged()
      })
    // The form is longer than the dialog: what is missing may be out of sight.
    root?.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const nameFault = (): string | undefined =>
    tried() && !form.name().trim() ? t('newKey.needName') : faultAt(act.problem(), '/name')
  const badRange = (): string | undefined => rangeFault(act.problem(), linesIn(form.ranges()))
  const scopeFault = (): string | undefined =>
    tried() && form.body().scopes.length === 0 ? t('newKey.needScopes') : undefined
  return (
    <Show
      when={made()}
      fallback={
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
            <Field label={t('newKey.name')} hint={t('newKey.nameHint')} fault={nameFault()}>
              {(ids) => (
                <input
                  class="input"
                  id={ids.id}
                  aria-describedby={ids.describedBy}
                  name="name"
                  maxLength={100}
                  autocomplete="off"
                  value={form.name()}
                  onInput={(event) => form.setName(event.currentTarget.value)}
                />
              )}
            </Field>
            <Show when={props.accounts.length > 0}>
              <OwnerField
                accounts={props.accounts}
                value={form.account()}
                onChoose={form.setAccount}
              />
            </Show>
            {/* Kept with what is typed: the choices themselves are switches. */}
            <input
              type="text"
              class="hidden-words"
              name="scopes"
              tabindex="-1"
              aria-hidden="true"
              value={scopesOf(form.levels()).join(' ')}
              onInput={(event) => form.setLevels(levelsIn(event.currentTarget.value.split(' ')))}
            />
            <ScopeTable levels={form.levels()} fault={scopeFault()} onChange={form.setLevels} />
            <ExpiryField value={form.days()} onChoose={form.setDays} />
            <Field
              label={t('newKey.ranges')}
              optional={t('field.optional')}
              hint={t('newKey.rangesHint')}
              fault={badRange()}
            >
              {(ids) => (
                <textarea
                  class="input"
                  id={ids.id}
                  aria-describedby={ids.describedBy}
                  name="ranges"
                  rows={2}
                  autocapitalize="none"
                  spellcheck={false}
                  value={form.ranges()}
                  onInput={(event) => form.setRanges(event.currentTarget.value)}
                />
              )}
            </Field>
            <button type="submit" hidden tabindex="-1">
              {t('newKey.do')}
            </button>
          </form>
          <Show when={badRange() ? undefined : problemBeside(act.problem(), '/name')}>
            {(found) => <Failure problem={found()} hideFaults />}
          </Show>
        </Dialog>
      }
    >
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
