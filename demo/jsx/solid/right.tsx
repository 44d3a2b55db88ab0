import { AthmCompletedEvent, type AthmButton, type AthmItem } from 'athm-button/solid'

const ITEMS: readonly AthmItem[] = [{ name: 'Café', quantity: 1, price: '25.00' }]

export function Right() {
  let button!: AthmButton
  return (
    <athm-button
      ref={button}
      id="pay"
      class="wide"
      total="25.00"
      attr:metadata-1="order-7"
      metadata2="table-3"
      items={ITEMS}
      prop:phoneNumber="7875550101"
      prop:timeout={300}
      bool:disabled={false}
      base-url="/athm"
      theme="btn-dark"
      lang="en"
      required
      onClick={() => button.open()}
      on:athm-completed={(event) => {
        const reference: string | null = event.detail.referenceNumber
        console.log(reference, event instanceof AthmCompletedEvent)
      }}
      on:athm-availability={({ detail }) => console.log(detail.available)}
    >
      Pay <b>now</b>
    </athm-button>
  )
}
