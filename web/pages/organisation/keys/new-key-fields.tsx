import { type JSX, Show } from 'solid-js'
import type { ServiceAccountView } from '../../../../server/modules/identity/keys/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { SelectField } from '../../../ui/control/select-field.tsx'
import { TextAreaField } from '../../../ui/control/text-area-field.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { endOf, expiryDays, type NewKeyForm } from './new-key-form.ts'
import { ScopeTable } from './scope-table.tsx'
import { levelsIn, scopesOf } from './scopes.ts'

/** Who the key acts as, and what that means. */
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
      options={[
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
    return t('newKey.expiryHint', { when: formatMoment(endOf(props.value), locale()) })
  }
  return (
    <SelectField
      name="expiry"
      label={t('newKey.expiry')}
      hint={hint()}
      value={props.value}
      options={[
        ...expiryDays.map((days) => ({ value: String(days), label: t(`newKey.days${days}`) })),
        { value: '', label: t('newKey.noExpiry') },
      ]}
      onChoose={props.onChoose}
    />
  )
}

export interface NewKeyFaults {
  name: string | undefined
  scopes: string | undefined
  ranges: string | undefined
}

export function NewKeyFields(props: {
  form: NewKeyForm
  accounts: readonly ServiceAccountView[]
  faults: NewKeyFaults
}): JSX.Element {
  return (
    <>
      <TextField
        label={t('newKey.name')}
        hint={t('newKey.nameHint')}
        fault={props.faults.name}
        name="name"
        maxLength={100}
        autocomplete="off"
        autocapitalize="sentences"
        value={props.form.name()}
        onInput={props.form.setName}
      />
      <Show when={props.accounts.length > 0}>
        <OwnerField
          accounts={props.accounts}
          value={props.form.account()}
          onChoose={props.form.setAccount}
        />
      </Show>
      {/* Kept with what is typed: the choices themselves are switches. */}
      <input
        type="text"
        class="hidden-words"
        name="scopes"
        tabindex="-1"
        aria-hidden="true"
        value={scopesOf(props.form.levels()).join(' ')}
        onInput={(event) => props.form.setLevels(levelsIn(event.currentTarget.value.split(' ')))}
      />
      <ScopeTable
        levels={props.form.levels()}
        fault={props.faults.scopes}
        onChange={props.form.setLevels}
      />
      <ExpiryField value={props.form.days()} onChoose={props.form.setDays} />
      <TextAreaField
        label={t('newKey.ranges')}
        optional={t('field.optional')}
        hint={t('newKey.rangesHint')}
        fault={props.faults.ranges}
        name="ranges"
        rows={2}
        isCode
        value={props.form.ranges()}
        onInput={props.form.setRanges}
      />
    </>
  )
}
