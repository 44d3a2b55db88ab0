import 'athm-button/solid'

/* Every line that says so is refused, and no other. */
export const wrong = [
  <athm-button totall="25.00" />, // wrong
  <athm-button theme="btn-blue" />, // wrong
  <athm-button prop:timeout="soon" />, // wrong
  <athm-button items="[]" />, // wrong
  <athm-button attr:success-url={7} />, // wrong
  <athm-button on:athm-completed={({ detail }) => detail.reference} />, // wrong
  <athm-button on:athm-availability={({ detail }) => detail.total} />, // wrong
]
