import { defaultKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, Transaction } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--info)' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

const look = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--ink)',
    backgroundColor: 'var(--panel)',
    fontSize: '12.5px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    color: 'var(--ink-3)',
    backgroundColor: 'var(--sunk)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent-soft) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--accent-soft)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--mark) !important',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--panel)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    fontFamily: 'var(--font)',
  },
  '.cm-foldPlaceholder': {
    color: 'var(--ink-2)',
    backgroundColor: 'var(--sunk)',
    borderColor: 'var(--line)',
  },
})

export interface CodeFault {
  offset: number
  words: string
}

export interface CodeView {
  /** Shows another text; the cursor stays where only a part has changed. */
  setText: (text: string) => void
  setFaults: (faults: readonly CodeFault[]) => void
  setReadOnly: (isReadOnly: boolean) => void
  /** Scrolls to a place without moving the focus. */
  show: (offset: number) => void
  /** Scrolls to a place and focuses it. */
  reveal: (offset: number) => void
  destroy: () => void
}

/** The part that differs, between the common start and end of both texts. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from += 1
  let same = 0
  while (
    same < shorter - from &&
    before[before.length - 1 - same] === after[after.length - 1 - same]
  ) {
    same += 1
  }
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) }
}

/**
 * Opens an editor of one file in a shadow root. There its styles are adopted style sheets, which the content security
 * policy allows; in the page they would be an inline style element, which it forbids.
 */
export function openCodeView(
  host: HTMLElement,
  options: { text: string; isJson: boolean; label: string; onChange: (text: string) => void },
): CodeView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const access = new Compartment()
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        syntaxHighlighting(colours),
        ...(options.isJson ? [json()] : []),
        // The page's undo covers the form too, so the editor has none; Tab moves the focus on.
        keymap.of(defaultKeymap),
        access.of([]),
        look,
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          const isOwn = update.transactions.some((one) => one.annotation(Transaction.remote))
          if (update.docChanged && !isOwn) options.onChange(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    setText: (text) => {
      const before = view.state.doc.toString()
      if (before === text) return
      view.dispatch({
        changes: difference(before, text),
        annotations: Transaction.remote.of(true),
      })
    },
    setFaults: (faults) => {
      const { doc } = view.state
      const shown = faults.map(({ offset, words }): Diagnostic => {
        const from = Math.min(offset, doc.length)
        const line = doc.lineAt(from)
        return { from, to: Math.max(line.to, from), severity: 'error', message: words }
      })
      view.dispatch(setDiagnostics(view.state, shown))
    },
    setReadOnly: (isReadOnly) =>
      view.dispatch({
        effects: access.reconfigure(
          isReadOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
        ),
      }),
    show: (offset) => {
      if (view.hasFocus) return
      const at = Math.min(offset, view.state.doc.length)
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'start', yMargin: 24 }) })
    },
    reveal: (offset) => {
      const at = Math.min(offset, view.state.doc.length)
      view.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}
