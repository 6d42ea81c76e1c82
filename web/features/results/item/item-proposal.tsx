import { For, type JSX, Show } from 'solid-js'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { useResult } from '../result-context.ts'
import { Detail } from './field-content.tsx'
import type { ItemProps } from './item-props.ts'
import { knownPeople, refsOf } from './known-people.ts'

/** What the newest run found, beside what a person decided: theirs stands until somebody takes the other. */
export function ItemProposal(props: ItemProps): JSX.Element {
  const { review } = useResult()
  const proposal = (): Record<string, unknown> => props.item.proposal ?? {}
  const fields = (): FieldView[] => props.view.fields.filter(({ name }) => name in proposal())
  return (
    <Show when={fields().length > 0}>
      <div class="item-proposal">
        <p>{t('item.proposal')}</p>
        <dl class="item-details">
          <For each={fields()}>
            {(field) => <Detail field={field} value={proposal()[field.name]} />}
          </For>
        </dl>
        <Show when={review.mayReview()}>
          <TakeProposal {...props} proposal={proposal()} />
        </Show>
      </div>
    </Show>
  )
}

function TakeProposal(props: ItemProps & { proposal: Record<string, unknown> }): JSX.Element {
  const { review, store } = useResult()
  const take = (): void => {
    const people = knownPeople(
      store.state.transcript?.speakers ?? [],
      store.state.meeting?.participants ?? [],
    )
    const refs = refsOf(props.view.fields, props.item.value, props.proposal, people)
    void review.save(props.item.id, props.proposal, props.item.rev, refs)
  }
  return (
    <Button size="small" onClick={take}>
      {t('item.takeProposal')}
    </Button>
  )
}
