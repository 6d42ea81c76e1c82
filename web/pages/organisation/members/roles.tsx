import { createUniqueId, For, type JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { roles, type Role } from '../../../../plugins/vocabulary.ts'

/** Only an owner can make somebody an owner. */
const rolesToGive = (): readonly Role[] =>
  me()?.user.role === 'owner' ? roles : roles.filter((role) => role !== 'owner')

/** The roles that the reader may give, each with what it may do. */
export function RoleChoice(props: {
  label: string
  value: Role
  onChoose: (role: Role) => void
}): JSX.Element {
  const name = createUniqueId()
  return (
    <fieldset class="role-choice">
      <legend>{props.label}</legend>
      <For each={rolesToGive()}>
        {(role) => (
          <label class="role-option">
            <input
              type="radio"
              name={name}
              value={role}
              checked={role === props.value}
              onChange={() => props.onChoose(role)}
            />
            <strong>{t(`role.${role}`)}</strong>
            <span>{t(`role.${role}.words`)}</span>
          </label>
        )}
      </For>
    </fieldset>
  )
}

export function RolesExplained(): JSX.Element {
  return (
    <details class="roles-told">
      <summary>{t('members.rolesTitle')}</summary>
      <dl>
        <For each={roles}>
          {(role) => (
            <>
              <dt>{t(`role.${role}`)}</dt>
              <dd>{t(`role.${role}.words`)}</dd>
            </>
          )}
        </For>
      </dl>
    </details>
  )
}
