import { For, type JSX } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import { t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'

/** A choice of one of the organisation's people, with the role of each. */
export function MemberChoice(props: {
  label: string
  name: string
  hint?: string
  fault: string | undefined
  members: readonly MemberView[] | undefined
  value: string
  onChange: (id: string) => void
}): JSX.Element {
  return (
    <Field
      label={props.label}
      fault={props.fault}
      {...(props.hint === undefined ? {} : { hint: props.hint })}
    >
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name={props.name}
          aria-describedby={ids.describedBy}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          <option value="">{t('deactivate.choose')}</option>
          <For each={props.members}>
            {(member) => (
              <option value={member.id} selected={member.id === props.value}>
                {member.name} · {t(`role.${member.role}`)}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}
