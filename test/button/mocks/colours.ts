/** What colours a customer sees, and how well they are told apart. */

/** Red, green and blue, 0 to 255, and alpha, 0 to 1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number]

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })

/** Reads any colour that CSS can write, by having it painted. */
function parse(css: string): Colour {
  if (!canvas) throw new Error('There is no canvas.')
  canvas.clearRect(0, 0, 1, 1)
  canvas.fillStyle = css
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
  return [red, green, blue, alpha / 255]
}

function over([red, green, blue, alpha]: Colour, below: Colour): Colour {
  const mix = (top: number, bottom: number) => top * alpha + bottom * (1 - alpha)
  return [mix(red, below[0]), mix(green, below[1]), mix(blue, below[2]), 1]
}

/** The colour behind an element, through all that is transparent. */
function behind(element: Element | null): Colour {
  if (!element) return [255, 255, 255, 1]
  const root = element.getRootNode()
  const parent = element.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  const colour = parse(getComputedStyle(element).backgroundColor)
  return colour[3] === 1 ? colour : over(colour, behind(parent))
}

function toLuminance([red, green, blue]: Colour): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast of WCAG 2, 1 to 21, of a colour on what is behind an element. */
export function toContrast(colour: string, element: Element): number {
  const ground = behind(element)
  const [dark = 0, light = 0] = [toLuminance(over(parse(colour), ground)), toLuminance(ground)].toSorted(
    (one, other) => one - other,
  )
  return (light + 0.05) / (dark + 0.05)
}
