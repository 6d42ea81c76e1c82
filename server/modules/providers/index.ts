export type { OwnSettings, ProbeResult, ProviderProbe } from './ports.ts'
export { type OwnForJobs, ownForJobs } from './repo.ts'
export { providerRoutes } from './routes.ts'
export { openKey } from './seal-key.ts'
