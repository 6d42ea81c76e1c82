export { newInviteToken } from './invite-token.ts'
export { deleteUnproved } from './repo.ts'
export { signUpRoutes } from './routes.ts'
