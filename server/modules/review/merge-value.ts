import type { ItemValue, SectionSpec } from '../../../plugins/engine/index.ts'
import { AppError } from '../../platform/errors.ts'
import { pointerOf } from '../analysis/index.ts'

/** An item's value after a change: null or blank text clears an optional field. Throws `invalid_request`. */
export function mergeValue(section: SectionSpec, value: ItemValue, change: ItemValue): ItemValue {
  const known = new Map(section.fields.map((field) => [field.name, field]))
  const faults = Object.entries(change).flatMap(([name, given]) => {
    const pointer = `/value${pointerOf([name])}`
    if (!known.has(name))
      return [
        {
          pointer,
          detail: 'this section has no such field',
          inRussian: 'такого поля в этом разделе нет',
        },
      ]
    const isNeeded = given === null && known.get(name)?.required
    return isNeeded
      ? [{ pointer, detail: 'cannot be left empty', inRussian: 'нельзя оставить пустым' }]
      : []
  })
  if (faults.length > 0) {
    throw new AppError(
      'invalid_request',
      'Some fields are not part of this section or cannot be empty. Nothing was changed.',
      faults,
      {},
      'Часть полей не относится к этому разделу или не может быть пустой. Ничего не изменено.',
    )
  }
  const merged: ItemValue = { ...value }
  for (const [name, given] of Object.entries(change)) {
    const text = typeof given === 'string' ? given.trim() : given
    if (text === null || (text === '' && !known.get(name)?.required)) delete merged[name]
    else merged[name] = text
  }
  return merged
}
