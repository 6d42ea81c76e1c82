import type { SampleMeetings } from '../../server/modules/samples/contract.ts'
import { request } from '../lib/api.ts'

export const bringSamples = (): Promise<SampleMeetings> => request('POST', '/samples')
