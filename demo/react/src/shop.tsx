import 'athm-button/react'
import type { AthmEvent } from 'athm-button/react'
import { useEffect, useState } from 'react'
import cup from '../../product/cup.svg'
import { PRODUCT, TEXTS, toOutcome, toSentence, type Lang, type Outcome } from '../../product/texts.ts'

/** A page that sells one thing. */
export function Shop() {
  const [lang, setLang] = useState<Lang>('es')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const texts = TEXTS[lang]
  const other = lang === 'es' ? 'en' : 'es'
  useEffect(() => void (document.documentElement.lang = lang), [lang])
  const end = (event: AthmEvent) => setOutcome(toOutcome(event))

  return (
    <main className="shop">
      <button className="language" lang={other} onClick={() => setLang(other)}>
        {texts.other}
      </button>
      <article className="product">
        <div className="picture">
          <img src={cup} alt="" />
        </div>
        <div className="words">
          <h1>{texts.name}</h1>
          <p>{texts.text}</p>
          <p className="price">
            {texts.price} <small>{texts.tax}</small>
          </p>
          <athm-button
            {...PRODUCT}
            lang={lang}
            metadata-1="react"
            onathm-open={() => setOutcome(null)}
            onathm-completed={end}
            onathm-cancelled={end}
            onathm-expired={end}
            onathm-failed={end}
          />
          <p role="status" className={outcome?.type}>
            {outcome && toSentence(outcome, lang)}
          </p>
        </div>
      </article>
      <p className="muted">{texts.hint}</p>
    </main>
  )
}
