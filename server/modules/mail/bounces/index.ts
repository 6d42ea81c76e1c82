export { recordBounce } from './record-bounce.ts'
export { largestNotificationBytes, NotificationRefused, tooLarge } from './read-notification.ts'
