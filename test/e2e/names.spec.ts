import { ensureBuilt } from '../../scripts/built.ts'
import { MOMENTS } from '../moments.ts'
import { browserTest as test, expect } from './fixtures.ts'
import { stage } from './staged-shop.ts'

test.beforeAll(() => ensureBuilt())

/** What a screen reader finds in the dialog: roles, names, states and values, in their order. */
const TREES: Readonly<Record<string, string>> = {
  idle: `
    - button "Pagar con ATH Móvil"`,
  disabled: `
    - button "Pagar con ATH Móvil" [disabled]`,
  unavailable: `
    - button "Pagar con ATH Móvil" [disabled]
    - status: ATH Móvil no está disponible ahora. Intenta en unos minutos.`,
  'phone in sandbox': `
    - dialog "Pagar con ATH Móvil":
      - paragraph: Pagar con ATH Móvil
      - button "Cerrar"
      - paragraph: "Modo de prueba: no se mueve dinero real"
      - paragraph: $25.00
      - paragraph: Café del Viejo San Juan
      - text: Tu número de teléfono
      - textbox "Tu número de teléfono"
      - paragraph: El que usas en tu app de ATH Móvil.
      - button "Continuar"
      - status`,
  setup: `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "No se hizo el pago" [level=2]
      - paragraph: El total tiene que ser de $1.00 a $1,500.00.
      - button "Cerrar"`,
  initiating: `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "Enviando la solicitud" [level=2]
      - status`,
  cancelling: `
    - dialog "Pagar con ATH Móvil":
      - heading "Cancelando la solicitud" [level=2]
      - status`,
  'phone, wrong number': `
    - dialog "Pagar con ATH Móvil":
      - paragraph: Pagar con ATH Móvil
      - button "Cerrar"
      - paragraph: $25.00
      - paragraph: Café del Viejo San Juan
      - text: Tu número de teléfono
      - textbox "Tu número de teléfono" [invalid]: (787) 555-01
      - paragraph: Escribe los 10 dígitos de tu número.
      - button "Continuar"`,
  'phone, refused': `
    - dialog "Pagar con ATH Móvil":
      - textbox "Tu número de teléfono": (787) 555-0101
      - paragraph: El que usas en tu app de ATH Móvil.
      - alert: Este pago pasa el límite de tu cuenta o tarjeta.
      - button "Continuar"
      - status`,
  'amount, wrong': `
    - dialog "Pagar con ATH Móvil":
      - textbox "¿Cuánto quieres pagar?" [invalid]: "900"
      - paragraph: Escribe de $1.00 a $500.00, como 25.00.
      - textbox "Tu número de teléfono" [invalid]: (787) 555-01
      - paragraph: Escribe los 10 dígitos de tu número.`,
  'phone, sum and items': `
    - dialog "Pagar con ATH Móvil":
      - group: Artículos (3)
      - term: Subtotal
      - definition: $22.42
      - term: IVU
      - definition: $2.58
      - term: Total
      - definition: $25.00`,
  waiting: `
    - dialog "Pagar con ATH Móvil":
      - paragraph: Pagar con ATH Móvil
      - paragraph: /Café del Viejo San Juan.*\\$25\\.00/
      - button "Cerrar"
      - timer: /8:\\d\\d/
      - heading "Confirma en tu app" [level=2]
      - paragraph: Enviamos la solicitud de $25.00 al (787) 555-0101. Ábrela en ATH Móvil y confírmala.
      - button "Cambiar número"
      - button "Cancelar"
      - status: Enviamos la solicitud de $25.00 al (787) 555-0101. Ábrela en ATH Móvil y confírmala.`,
  away: `
    - dialog "Pagar con ATH Móvil":
      - heading "Confirma en tu app" [level=2]
      - alert: No pudimos conectar. Revisa tu internet; seguimos intentando.`,
  closing: `
    - dialog "Pagar con ATH Móvil":
      - heading "¿Cancelar este pago?" [level=2]
      - paragraph: La solicitud de $25.00 sigue esperando en tu app.
      - button "Seguir esperando"
      - button "Sí, cancelar"
      - status: ¿Cancelar este pago? La solicitud de $25.00 sigue esperando en tu app.`,
  authorizing: `
    - dialog "Pagar con ATH Móvil":
      - heading "Procesando tu pago" [level=2]
      - status`,
  verifying: `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "Verificando tu pago" [level=2]
      - paragraph: /No pagues otra vez/
      - paragraph: /Puedes cerrar esta ventana/
      - status: /Todavía no sabemos el resultado/`,
  completed: `
    - dialog "Pagar con ATH Móvil":
      - heading "Pago completado" [level=2]
      - paragraph: Gracias. Guarda tu referencia.
      - term: Total
      - definition: $25.00
      - term: Referencia
      - definition: 215070443-402894c1a2b3c4d5e6f7c2000b
      - definition:
        - button "Copiar Referencia"
      - button "Listo"
      - status: Pago completado. Gracias. Guarda tu referencia.`,
  'completed, redirect': `
    - dialog "Pagar con ATH Móvil":
      - heading "Pago completado" [level=2]
      - paragraph: Gracias. Guarda tu referencia.
      - term: Total
      - definition: $25.00
      - term: Referencia
      - definition: 215070443-402894c1a2b3c4d5e6f7c2000b
      - definition:
        - button "Copiar Referencia"
      - paragraph: /Te llevamos de vuelta a/
      - status`,
  'paid before': `
    - dialog "Pagar con ATH Móvil":
      - heading "Este pedido ya está pagado" [level=2]
      - paragraph: El pago se recibió. No pagues otra vez.
      - term: Total
      - definition: $25.00
      - button "Listo"
      - status`,
  'cancelled by the app': `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "Pago cancelado" [level=2]
      - paragraph: Se canceló en tu app de ATH Móvil. No se cobró nada.
      - button "Intentar de nuevo"
      - status: Pago cancelado. Se canceló en tu app de ATH Móvil. No se cobró nada.`,
  'cancelled, redirect': `
    - dialog "Pagar con ATH Móvil":
      - heading "Pago cancelado" [level=2]
      - paragraph: No se cobró nada.
      - button "Intentar de nuevo"
      - paragraph: /Te llevamos de vuelta a/`,
  failed: `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "No se hizo el pago" [level=2]
      - paragraph: Este pago pasa el límite de tu cuenta o tarjeta.
      - button "Intentar de nuevo"`,
  expired: `
    - dialog "Pagar con ATH Móvil":
      - button "Cerrar"
      - heading "Se acabó el tiempo" [level=2]
      - paragraph: No se cobró nada. Puedes intentarlo otra vez.
      - button "Intentar de nuevo"
      - status: Se acabó el tiempo. No se cobró nada. Puedes intentarlo otra vez.`,
  'failed for good': `
    - dialog "Pagar con ATH Móvil":
      - heading "No se hizo el pago" [level=2]
      - paragraph: El negocio no aceptó este pago. No se cobró nada.
      - button "Cerrar"`,
}

/** The same, in English: a few, since the structure is one. */
const ENGLISH_TREES: Readonly<Record<string, string>> = {
  'phone, wrong number': `
    - dialog "Pay with ATH Móvil":
      - paragraph: Pay with ATH Móvil
      - button "Close"
      - paragraph: $25.00
      - paragraph: Café del Viejo San Juan
      - text: Your phone number
      - textbox "Your phone number" [invalid]: (787) 555-01
      - paragraph: Enter all 10 digits of your number.
      - button "Continue"`,
  waiting: `
    - dialog "Pay with ATH Móvil":
      - button "Close"
      - timer: /8:\\d\\d/
      - heading "Confirm in your app" [level=2]
      - paragraph: We sent the request for $25.00 to (787) 555-0101. Open it in ATH Móvil and confirm it.
      - button "Change number"
      - button "Cancel"`,
  completed: `
    - dialog "Pay with ATH Móvil":
      - heading "Payment completed" [level=2]
      - term: Reference
      - definition: 215070443-402894c1a2b3c4d5e6f7c2000b
      - definition:
        - button "Copy Reference"
      - button "Done"`,
}

for (const [lang, trees] of [
  ['es', TREES],
  ['en', ENGLISH_TREES],
] as const)
  for (const [name, tree] of Object.entries(trees)) {
    test(`names and roles in ${lang}: ${name}`, async ({ page }) => {
      const moment = MOMENTS.find((one) => one.name === name)
      if (!moment) throw new Error(`There is no moment called ${name}.`)
      await stage(page, moment, { lang })
      await expect(page.locator('athm-button')).toMatchAriaSnapshot(tree)
    })
  }
