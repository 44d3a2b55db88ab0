/** What a merchant sends to open a ticket, as load. */

/** Writes the body of the `index`th ticket: two items, and a phone that confirms by itself after a second. */
export function toTicketBody(publicToken: string, index: number): string {
  return JSON.stringify({
    env: 'production',
    publicToken,
    timeout: 600,
    total: '10.31',
    subtotal: '9.25',
    tax: '1.06',
    metadata1: `order-${index}`,
    metadata2: `mesa ${index % 40}`,
    items: [
      { name: 'Café', description: '12 oz', quantity: 2, price: '3.50', tax: '0.40', metadata: 'hot' },
      { name: 'Quesito', description: 'Dulce', quantity: 1, price: '2.25', tax: '0.26', metadata: 'x' },
    ],
    phoneNumber: '7875550101',
  })
}
