import type { Messages } from '../en/index.ts'
import { authoring } from './authoring/index.ts'
import { first } from './first.ts'

export const ru: Messages = { ...first, ...authoring }
