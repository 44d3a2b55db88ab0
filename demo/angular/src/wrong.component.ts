import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core'
import type { AthmCompletedEvent } from 'athm-button'
import 'athm-button'

/* Every line that says so is refused, and no other. */
@Component({
  selector: 'app-wrong',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <athm-button #button (athm-completed)="completed($event)"></athm-button>
    <athm-button (athm-failed)="completed($event.detail)"></athm-button><!-- wrong -->
    <athm-button (athm-completed)="say($event.detail.reference)"></athm-button><!-- wrong -->
    <athm-button (athm-availability)="say($event.detail.total)"></athm-button><!-- wrong -->
    <button (click)="button.pay()">Open</button><!-- wrong -->
  `,
})
export class Wrong {
  completed(event: AthmCompletedEvent): void {
    this.say(event.detail.total)
  }

  say(text: string): void {
    console.log(text)
  }
}
