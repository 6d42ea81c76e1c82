import type { Messages } from '../en/index.ts'
import { authoring } from './authoring/index.ts'
import { first } from './first.ts'
import { governing } from './governing/index.ts'
import { organisation } from './organisation/index.ts'
import { transcript } from './transcript/index.ts'

export const ru: Messages = { ...first, ...authoring, ...organisation, ...governing, ...transcript }
