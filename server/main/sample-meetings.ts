import { join } from 'node:path'
import { demoRecording, demoSamples } from '../../tenants/demo/samples.ts'
import type { Samples } from '../modules/samples/index.ts'

const files = join(import.meta.dir, '../../tenants/demo')

export const sampleMeetings: Samples = {
  transcripts: demoSamples,
  recording: demoRecording,
  read: async (file) => new Uint8Array(await Bun.file(join(files, file)).arrayBuffer()),
}
