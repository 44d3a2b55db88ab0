/** Photographs every moment of the button, in every theme, language and width, and lays the pictures out on one page. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { dress, stage, type Shop } from '../test/e2e/staged-shop.ts'
import { MOMENTS, type Moment } from '../test/moments.ts'
import { ensureBuilt } from './built.ts'
import { ROOT } from './child.ts'
import { CHROMIUM_ARGS, findChromium } from './find-browser.ts'

/** The themes, and the default one in a dark page. */
const LOOKS = [
  { theme: 'btn', colorScheme: 'light' },
  { theme: 'btn', colorScheme: 'dark' },
  { theme: 'btn-dark', colorScheme: 'light' },
  { theme: 'btn-light', colorScheme: 'light' },
] as const
const LANGS = ['es', 'en'] as const
const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
] as const

/** How many pages are photographed at once. */
const PAGES = 2

/** One picture to take: everything about it but the picture. */
interface Shot {
  readonly file: string
  readonly moment: Moment
  readonly shop: Shop
  readonly size: (typeof SIZES)[number]
}

/**
 * Takes the pictures: all, or those whose file names contain each of the words given. `--out` names the folder, which
 * is emptied; `screenshots` by default.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { out, words } = readArguments(args)
  const shots = toShots().filter(({ file }) => words.every((word) => file.includes(word)))
  if (shots.length === 0) {
    console.error(`No screenshot's name contains ${words.join(' and ')}.`)
    return 1
  }
  await ensureBuilt()
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const browser = await chromium.launch({ executablePath: await findChromium(), args: CHROMIUM_ARGS })
  try {
    const byMoment = [...Map.groupBy(shots, ({ moment }) => moment).values()]
    await Promise.all(Array.from({ length: PAGES }, () => takeAll(browser, byMoment, out)))
  } finally {
    await browser.close()
  }
  writeFileSync(join(out, 'index.html'), toContactSheet(shots))
  console.log(`${shots.length} screenshots, laid out in ${join(out, 'index.html')}`)
  return 0
}

function readArguments(args: readonly string[]): { out: string; words: readonly string[] } {
  const at = args.indexOf('--out')
  const out = at < 0 ? 'screenshots' : (args[at + 1] ?? 'screenshots')
  const words = at < 0 ? args : args.toSpliced(at, 2)
  return { out: resolve(ROOT, out), words }
}

function toShots(): Shot[] {
  const shops = LOOKS.flatMap(({ theme, colorScheme }) => LANGS.map((lang) => ({ theme, colorScheme, lang })))
  return MOMENTS.flatMap((moment) =>
    SIZES.flatMap((size) =>
      shops.map((shop) => ({ file: toFile(moment.name, shop, size.width), moment, shop, size })),
    ),
  )
}

function toFile(name: string, { theme, colorScheme, lang }: Shop, width: number): string {
  const moment = name.replaceAll(/\W+/g, '-')
  return `${moment}.${theme}${colorScheme === 'dark' ? '-on-dark' : ''}.${lang}.${width}.png`
}

/** Plays each moment once, in a tab that remembers no payment, and takes its pictures while it lasts. */
async function takeAll(browser: Browser, byMoment: (readonly Shot[])[], out: string): Promise<void> {
  for (let shots = byMoment.shift(); shots; shots = byMoment.shift()) {
    const context = await browser.newContext({ deviceScaleFactor: 2, reducedMotion: 'reduce' })
    const page = await context.newPage()
    for (const [index, { moment, shop, size, file }] of shots.entries()) {
      await page.setViewportSize(size)
      if (index === 0) await stage(page, moment, shop)
      else await dress(page, shop)
      await page.screenshot({ path: join(out, file), caret: 'initial' })
    }
    await context.close()
  }
}

/** Every picture with its name, as wide as fits beside others. */
function toContactSheet(shots: readonly Shot[]): string {
  const figures = shots.map(
    ({ file, size }) =>
      `<figure style="width:${size.width / 2}px"><a href="${file}"><img src="${file}" alt="" loading="lazy"></a><figcaption>${file}</figcaption></figure>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><title>${shots.length} screenshots of athm-button</title>
<style>
  body { display: flex; flex-wrap: wrap; gap: 16px; margin: 16px; background: #ddd; font: 11px system-ui }
  figure { margin: 0 } img { width: 100%; display: block; box-shadow: 0 1px 4px #0006 }
  figcaption { padding: 4px 0; overflow-wrap: anywhere }
</style>
${figures.join('\n')}
</html>
`
}
