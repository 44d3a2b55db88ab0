/** Where an observation, or a wish, came from. */
export type Source = 'webhook' | 'poll' | 'authorize' | 'report' | 'api' | 'admin'
