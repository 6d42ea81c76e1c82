import { isObject, type JsonObject } from '../json/read-json.ts'

/** A member of an object when it is an object itself. */
export function objectIn(value: unknown, key: string): JsonObject | undefined {
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return isObject(member) ? member : undefined
}

export const textIn = (value: unknown, key: string): string => {
  const member = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return typeof member === 'string' ? member : ''
}

/** Sets a member in its old place, or removes it; the same object when nothing changes. */
export function withMember(object: JsonObject, key: string, value: unknown): JsonObject {
  const exists = Object.hasOwn(object, key)
  if (exists ? object[key] === value && value !== undefined : value === undefined) return object
  if (value === undefined) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
  }
  return { ...object, [key]: value }
}
