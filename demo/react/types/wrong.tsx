import 'athm-button/react'

/* Every line that says so is refused, and no other. */
export const wrong = [
  <athm-button totall="25.00" />, // wrong
  <athm-button theme="btn-blue" />, // wrong
  <athm-button timeout="soon" />, // wrong
  <athm-button items="[]" />, // wrong
  <athm-button texts={{ payy: 'Pay' }} />, // wrong
  <athm-button success-url={7} />, // wrong
  <athm-button onathm-completed="pay()" />, // wrong
  <athm-button onathm-completed={({ detail }) => detail.reference} />, // wrong
  <athm-button onathm-availability={({ detail }) => detail.total} />, // wrong
]
