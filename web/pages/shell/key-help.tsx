import { For, type JSX } from 'solid-js'
import { type Key, t } from '../../i18n/index.ts'
import { formatChord } from '../../lib/keys/bindings.ts'
import { Dialog } from '../../ui/overlay/dialog.tsx'
import './key-help.css'

const groups: { title: Key; keys: [string[], Key][] }[] = [
  {
    title: 'keys.review',
    keys: [
      [['j'], 'keys.next'],
      [['k'], 'keys.previous'],
      [['a'], 'keys.accept'],
      [['e'], 'keys.edit'],
      [['x'], 'keys.reject'],
      [['u'], 'keys.undo'],
      [['Enter'], 'keys.evidence'],
      [['/'], 'keys.find'],
    ],
  },
  {
    title: 'keys.player',
    keys: [
      [['Space'], 'keys.play'],
      [['ArrowLeft'], 'keys.back'],
      [['ArrowRight'], 'keys.forward'],
      [['↑ ↓'], 'keys.segments'],
    ],
  },
  {
    title: 'keys.everywhere',
    keys: [
      [['g', 'm'], 'keys.meetings'],
      [['mod+k'], 'keys.commands'],
      [['?'], 'keys.help'],
      [['Escape'], 'keys.escape'],
    ],
  },
]

export default function KeyHelp(props: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title={t('keys.title')} onClose={props.onClose}>
      <For each={groups}>
        {(group) => (
          <section class="key-help">
            <h3>{t(group.title)}</h3>
            <dl>
              <For each={group.keys}>
                {([chord, label]) => (
                  <div>
                    <dt>{t(label)}</dt>
                    <dd>
                      <For each={chord}>
                        {(key, at) => (
                          <>
                            {at() > 0 ? ` ${t('keys.then')} ` : ''}
                            <kbd>{formatChord(key)}</kbd>
                          </>
                        )}
                      </For>
                    </dd>
                  </div>
                )}
              </For>
            </dl>
          </section>
        )}
      </For>
    </Dialog>
  )
}
