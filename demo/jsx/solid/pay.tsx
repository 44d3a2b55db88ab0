import 'athm-button/solid'
import type { AthmItem } from 'athm-button/solid'

interface PayProps {
  items: readonly AthmItem[]
  onPaid: (reference: string | null) => void
}

export function Pay(props: PayProps) {
  return (
    <athm-button
      total="25.00"
      prop:items={props.items}
      attr:metadata-1="order-123"
      on:athm-completed={({ detail }) => props.onPaid(detail.referenceNumber)}
    />
  )
}
