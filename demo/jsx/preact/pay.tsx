import 'athm-button/preact'
import type { AthmItem } from 'athm-button/preact'

interface PayProps {
  items: readonly AthmItem[]
  onPaid: (reference: string | null) => void
}

export function Pay({ items, onPaid }: PayProps) {
  return (
    <athm-button
      total="25.00"
      items={items}
      metadata-1="order-123"
      onathm-completed={({ detail }) => onPaid(detail.referenceNumber)}
    />
  )
}
