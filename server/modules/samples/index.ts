export { bringSampleRecording, bringSamples } from './bring-samples.ts'
export type { Samples } from './ports.ts'
export { sampleRoutes } from './routes.ts'
