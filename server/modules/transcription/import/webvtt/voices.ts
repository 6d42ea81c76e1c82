import { parseCueTree, type CueNode } from './cue-tree.ts'

/** Words of one voice span; `speaker` is null for words outside any span. */
export interface VoiceText {
  speaker: string | null
  text: string
}

interface Pending {
  node: CueNode
  speaker: string | null
}

const pushAll = (stack: Pending[], nodes: CueNode[], speaker: string | null): void => {
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index]
    if (node) stack.push({ node, speaker })
  }
}

/**
 * Text of a cue by voice, in order; tags are gone and the readings of ruby are left out.
 * Walks with its own stack, so a cue of a million nested tags costs memory, not the call stack.
 */
export function readVoices(cueText: string): VoiceText[] {
  const voices: { speaker: string | null; parts: string[] }[] = []
  const stack: Pending[] = []
  pushAll(stack, parseCueTree(cueText), null)
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, speaker } = next
    if (node.kind === 'element' && node.name !== 'rt') {
      pushAll(stack, node.children, node.name === 'v' ? node.annotation || null : speaker)
    }
    if (node.kind !== 'text') continue
    const last = voices.at(-1)
    if (last && last.speaker === speaker) last.parts.push(node.text)
    else voices.push({ speaker, parts: [node.text] })
  }
  return voices
    .map(({ speaker, parts }) => ({ speaker, text: parts.join('') }))
    .filter((voice) => voice.text.trim() !== '')
}
