import type { PasswordFault } from '../../modules/identity/passwords/ports.ts'

export interface ToMeter {
  password: string
  personal: string[]
}

export interface FromMeter {
  fault: PasswordFault | null
}
