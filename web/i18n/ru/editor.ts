import type { Wording } from '../en/index.ts'

export const editor: Wording<'editor'> = {
  'editor.saved': 'Сохранено',
}
