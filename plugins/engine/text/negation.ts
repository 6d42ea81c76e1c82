import { words } from './words.ts'

const NEGATIONS = new Set(
  (
    'not no never none nobody nothing nowhere neither nor cannot cant wont dont doesnt didnt isnt arent wasnt werent ' +
    'hasnt havent hadnt couldnt shouldnt wouldnt mustnt neednt aint without ' +
    'не нет ни никогда никто никого никому ничто ничего ничему нигде никак никакой никакая никакие никаких нельзя без'
  ).split(' '),
)

/** How many words of a text deny something. English and Russian. */
export const countNegations = (text: string): number =>
  words(text).filter(({ folded }) => NEGATIONS.has(folded)).length
