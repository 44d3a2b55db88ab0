import { Component, CUSTOM_ELEMENTS_SCHEMA, input, output } from '@angular/core'
import type { AthmCompletedEvent, AthmItem } from 'athm-button'
import 'athm-button'

@Component({
  selector: 'app-pay',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <athm-button
      #button
      total="25.00"
      metadata-1="order-123"
      [items]="items()"
      (athm-completed)="completed($event)"
      (athm-failed)="failed.emit($event.detail.code)"
    ></athm-button>
    <button (click)="button.open()">Pay now</button>
  `,
})
export class PayComponent {
  readonly items = input.required<readonly AthmItem[]>()
  readonly paid = output<string | null>()
  readonly failed = output<string | undefined>()

  completed({ detail }: AthmCompletedEvent): void {
    this.paid.emit(detail.referenceNumber)
  }
}
