export { noteBounce } from './note-bounce.ts'
export { largestNotificationBytes, NotificationRefused, tooLarge } from './read-notification.ts'
