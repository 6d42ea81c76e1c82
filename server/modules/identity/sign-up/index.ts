export { newInviteToken } from './invite-token.ts'
export { dropUnproved } from './repo.ts'
export { signUpRoutes } from './routes.ts'
