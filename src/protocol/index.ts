/** The floor, in one import. */

export * from './errors.ts'
export * from './messages.ts'
export * from './money.ts'
export * from './payment.ts'
export * from './phone.ts'
export * from './routes.ts'
export * from './webhook.ts'
