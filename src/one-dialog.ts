/** One dialog on screen at a time, however many buttons a page has. */

let shown: HTMLDialogElement | undefined

/** Tells whether another button's dialog is on screen. `own` is missing before it was first rendered. */
export function isAnotherShown(own: HTMLDialogElement | null | undefined): boolean {
  return shown !== own && shown?.open === true
}

/** Shows a dialog over the page; or, while another one is on screen, calls back when that closes. Tells which. */
export function showAlone(own: HTMLDialogElement, onFree: () => void): boolean {
  if (isAnotherShown(own)) {
    shown?.addEventListener('close', onFree, { once: true })
    return false
  }
  shown = own
  own.showModal()
  return true
}
