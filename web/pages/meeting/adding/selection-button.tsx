import Plus from 'lucide-solid/icons/plus'
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import { type CitedWords, citedWords } from './cited-words.ts'
import './adding.css'

interface Place {
  cited: CitedWords[]
  /** In pixels of the transcript's frame. */
  left: number
  top: number
}

const gapPx = 8
const buttonPx = 36
const halfWidthPx = 80

/** Offers to make an item of the words that are selected in the transcript. */
export function SelectionButton(props: { pane: () => HTMLElement | undefined }): JSX.Element {
  const { adding } = useMeeting()
  const [place, setPlace] = createSignal<Place>()

  const look = (): void => {
    const pane = props.pane()
    const selection = document.getSelection()
    if (!pane || !selection || !adding.mayAdd()) {
      setPlace()
      return
    }
    const cited = citedWords(pane, selection)
    if (cited.length === 0) {
      setPlace()
      return
    }
    const frame = pane.getBoundingClientRect()
    const words = selection.getRangeAt(0).getBoundingClientRect()
    const below = words.bottom - frame.top + gapPx
    const middle = (words.left + words.right) / 2 - frame.left
    setPlace({
      cited,
      left: Math.min(Math.max(middle, halfWidthPx), frame.width - halfWidthPx),
      top: Math.min(Math.max(below, gapPx), frame.height - buttonPx - gapPx),
    })
  }
  onMount(() => {
    const pane = props.pane()
    document.addEventListener('selectionchange', look)
    pane?.addEventListener('scroll', look, { passive: true })
    onCleanup(() => {
      document.removeEventListener('selectionchange', look)
      pane?.removeEventListener('scroll', look)
    })
  })
  return (
    <Show when={place()}>
      {(at) => (
        <button
          type="button"
          class="add-selected"
          style={{ left: `${at().left}px`, top: `${at().top}px` }}
          // Pressing it must not take the selection away.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            adding.open(at().cited)
            document.getSelection()?.removeAllRanges()
          }}
        >
          <Plus />
          {t('adding.add')}
        </button>
      )}
    </Show>
  )
}
