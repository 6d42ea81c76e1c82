import { For, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'

/** A text with its removed or inserted pieces marked. */
export function Marked(props: {
  pieces: readonly { text: string; differs: boolean }[]
  as: 'del' | 'ins'
}): JSX.Element {
  return (
    <For each={props.pieces}>
      {(piece) =>
        piece.differs ? <Dynamic component={props.as}>{piece.text}</Dynamic> : piece.text
      }
    </For>
  )
}
