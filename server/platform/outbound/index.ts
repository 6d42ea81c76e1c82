export { type AllowList, readAllowList } from './allow-list.ts'
export { createOutbound, type Outbound } from './outbound.ts'
export { findRefusal, type OutboundReason, OutboundRefused } from './refusal.ts'
