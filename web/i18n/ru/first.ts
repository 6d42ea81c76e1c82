import type { FirstMessages } from '../en/index.ts'
import { failure } from './failure.ts'
import { fault } from './fault.ts'
import { meeting } from './meeting.ts'
import { meetings } from './meetings.ts'
import { model } from './model.ts'
import { shell } from './shell.ts'
import { speech } from './speech.ts'
import { uploads } from './uploads.ts'

export const first: FirstMessages = {
  ...shell,
  ...speech,
  ...failure,
  ...fault,
  ...meetings,
  ...uploads,
  ...meeting,
  ...model,
}
