/** As much of Django's template language as the documents' template uses. */

/** What a template is filled with; the token is made when a template asks for it. */
export interface Context {
  readonly csrfToken: () => string
  readonly values: Readonly<Record<string, unknown>>
}

/** Renders a template. Throws for a tag, a name or a filter that isn't known here: nothing is passed over. */
export function renderTemplate(template: string, context: Context): string {
  return template
    .replace(/\{% (\w+)(?: (.*?))? %\}/g, (_, tag: string, argument: string | undefined) =>
      renderTag(tag, argument ?? '', context),
    )
    .replace(
      /\{\{ (\w+)(?:\|(\w+)(?::"([\w-]+)")?)? \}\}/g,
      (_, name: string, filter?: string, argument?: string) => {
        const value = name === 'csrf_token' ? context.csrfToken() : context.values[name]
        if (value === undefined) throw new Error(`The view gives no ${name}.`)
        return renderValue(value, filter, argument)
      },
    )
}

function renderTag(tag: string, argument: string, { csrfToken }: Context): string {
  switch (tag) {
    case 'load':
      return ''
    case 'get_static_prefix':
      return '/static/'
    case 'csrf_token':
      return `<input type="hidden" name="csrfmiddlewaretoken" value="${csrfToken()}">`
    case 'url':
      return `/${argument.replaceAll("'", '')}/`
    default:
      throw new Error(`Nobody renders {% ${tag} %} here.`)
  }
}

function renderValue(value: unknown, filter?: string, argument?: string): string {
  if (filter === 'json_script')
    return `<script id="${argument}" type="application/json">${JSON.stringify(value).replaceAll('<', '\\u003C')}</script>`
  // A number is written for people, as USE_THOUSAND_SEPARATOR and the language es have it, unless a filter says otherwise.
  if (typeof value === 'number' && filter !== 'unlocalize') return value.toFixed(2).replace('.', ',')
  if (filter && filter !== 'unlocalize') throw new Error(`Nobody knows the filter ${filter} here.`)
  const text = typeof value === 'number' ? value.toFixed(2) : String(value)
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
}
