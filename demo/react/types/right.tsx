import { useRef } from 'react'
import { AthmCompletedEvent, type AthmButton, type AthmItem } from 'athm-button/react'

const ITEMS: readonly AthmItem[] = [{ name: 'Café', quantity: 1, price: '25.00' }]

export function Right() {
  const button = useRef<AthmButton>(null)
  return (
    <athm-button
      ref={button}
      key="one"
      id="pay"
      className="wide"
      total="25.00"
      subtotal={22.42}
      tax="2.58"
      metadata-1="order-7"
      metadata2="table-3"
      items={ITEMS}
      phone-number="7875550101"
      timeout={300}
      businessName="Café"
      base-url="/athm"
      theme="btn-dark"
      lang="en"
      success-url="/thanks"
      failureUrl="/cart"
      csrf-token="t"
      disabled={false}
      name="payment"
      required
      texts={{ pay: 'Pay now', errors: { limit: 'Too much.' } }}
      onClick={() => button.current?.open()}
      onathm-beforeinitiate={(event) => event.preventDefault()}
      onathm-completed={(event) => {
        const reference: string | null = event.detail.referenceNumber
        console.log(reference, event instanceof AthmCompletedEvent)
      }}
      onathm-failed={({ detail }) => console.log(detail.code, detail.recoverable)}
      onathm-availability={({ detail }) => console.log(detail.available)}
    >
      Pay <b>now</b>
    </athm-button>
  )
}
