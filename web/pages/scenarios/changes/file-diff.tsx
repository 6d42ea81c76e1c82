import { createMemo, For, type JSX, Match, Show, Switch } from 'solid-js'
import type { DiffView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { diffLines, type DiffRow } from '../../../lib/diff/diff-lines.ts'
import { Marked } from '../../../ui/display/marked.tsx'

type File = DiffView['files'][number]

const signs = { same: ' ', added: '+', removed: '−' } as const

function Row(props: { row: Exclude<DiffRow, { is: 'skipped' }> }): JSX.Element {
  return (
    <tr class={`diff-row diff-${props.row.is}`}>
      <td class="diff-number" aria-hidden="true">
        {props.row.before}
      </td>
      <td class="diff-number" aria-hidden="true">
        {props.row.after}
      </td>
      <td class="diff-line">
        <span class="diff-sign" aria-hidden="true">
          {signs[props.row.is]}
        </span>
        <Show when={props.row.is !== 'same'}>
          <span class="hidden-words">
            {t(props.row.is === 'added' ? 'changes.after' : 'changes.before')}:{' '}
          </span>
        </Show>
        <Marked pieces={props.row.pieces} as={props.row.is === 'removed' ? 'del' : 'ins'} />
      </td>
    </tr>
  )
}

/** A changed file, line by line. */
export default function FileDiff(props: { file: File; open: boolean }): JSX.Element {
  const diff = createMemo(() => diffLines(props.file.before, props.file.after))
  const about = (): string => {
    const found = diff()
    if (props.file.before === null) return t('changes.added')
    if (props.file.after === null) return t('changes.removed')
    return found ? t('changes.lines', { added: found.added, removed: found.removed }) : ''
  }
  return (
    <details class="file-diff" open={props.open}>
      <summary>
        <code>{props.file.path}</code>
        <span class="file-diff-about figures">{about()}</span>
      </summary>
      <Switch>
        <Match when={diff()}>
          {(found) => (
            <div class="diff-scroll" tabindex="0" role="region" aria-label={props.file.path}>
              <table class="diff-table">
                <tbody>
                  <For each={found().rows}>
                    {(row) =>
                      row.is === 'skipped' ? (
                        <tr class="diff-row diff-skipped">
                          <td colSpan={3}>{t('changes.skipped', { count: row.count })}</td>
                        </tr>
                      ) : (
                        <Row row={row} />
                      )
                    }
                  </For>
                </tbody>
              </table>
            </div>
          )}
        </Match>
        <Match when={true}>
          <p class="diff-too-far">{t('changes.tooFar')}</p>
        </Match>
      </Switch>
    </details>
  )
}
