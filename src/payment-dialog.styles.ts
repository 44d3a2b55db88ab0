/** The dialog's look: it comes with the dialog, after the button's own. */

import { css } from './css.ts'
import { momentStyles } from './moment.styles.ts'

/**
 * The styles of the dialog: one column, spacing in steps of 4, type in six sizes (40, 21, 16, 15, 14, 13), colours by
 * role alone.
 */
export const dialogStyles = css`
  :host {
    --athm-accent: light-dark(#f57c00, #ff9b33);
    --athm-background: light-dark(#fff, #1d1d1f);
    --athm-ink: light-dark(#1b1a19, #f5f4f2);
    --athm-line: light-dark(#e2e0dc, #3b3a3e);
    --athm-soft: light-dark(#f4f2ee, #2c2b2f);
    --athm-on-accent: #1d1207;
    --athm-good: light-dark(#0b6b45, #5fd3a0);
    --athm-bad: light-dark(#a8201a, #ff8f87);
    --athm-radius: 20px;
    --athm-backdrop: #14120f8c;
  }
  :host([theme='btn-dark']) dialog {
    color-scheme: dark;
  }
  /* Browsers older than the policy (docs/browsers.md): an unknown function would leave the dialog without a background. */
  @supports not (color: light-dark(#000, #000)) {
    :host {
      --athm-muted: #5f5b56;
      --athm-accent: #f57c00;
      --athm-focus: #b54a00;
      --athm-background: #fff;
      --athm-ink: #1b1a19;
      --athm-line: #e2e0dc;
      --athm-soft: #f4f2ee;
      --athm-good: #0b6b45;
      --athm-bad: #a8201a;
    }
  }
  /* A heading takes the focus by script alone, so that it is read: nothing can be done there. */
  h2:focus,
  dialog:focus {
    outline: 0;
  }
  dialog {
    width: 376px;
    max-width: calc(100% - 32px);
    max-height: calc(100% - 32px);
    padding: 20px;
    border: 1px solid light-dark(#0000, #3b3a3e);
    border-radius: var(--athm-radius);
    background: var(--athm-background);
    color: var(--athm-ink);
    font: 15px/1.45 var(--athm-font);
    text-align: center;
    overscroll-behavior: contain;
    box-shadow:
      0 2px 8px #14120f1f,
      0 24px 64px #14120f3d;
    opacity: 0;
    translate: 0 16px;
    transition:
      opacity 0.15s,
      translate 0.15s,
      overlay 0.15s allow-discrete,
      display 0.15s allow-discrete;
    &[open] {
      opacity: 1;
      translate: 0;
      transition-duration: 0.2s;
      transition-timing-function: cubic-bezier(0.2, 0.8, 0.2, 1);
      @starting-style {
        opacity: 0;
        translate: 0 16px;
      }
    }
    &::backdrop {
      background: var(--athm-backdrop);
    }
    button {
      background: var(--athm-soft);
      font-weight: 600;
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 44px;
    margin-bottom: 16px;
    text-align: start;
    font-size: 14px;
    line-height: 1.35;
    > .icon {
      margin-left: -6px;
    }
    .dot {
      stroke: var(--athm-accent);
    }
    div {
      flex: 1;
      min-width: 0;
      overflow-wrap: break-word;
    }
  }
  .summary {
    font-size: 13px;
    color: var(--athm-muted);
    span:not(:empty) + b:not(:empty)::before {
      content: '·' / '';
      margin: 0 4px 0 2px;
      color: var(--athm-muted);
    }
  }
  /* As high as the waiting step, with the actions at the bottom: nothing jumps from one moment to the next. */
  section,
  form {
    display: flex;
    flex-direction: column;
    min-height: 336px;
  }
  form {
    flex: 1;
    text-align: start;
  }
  /* Between two moments that differ, the new one is seen to come. */
  section > * {
    animation: come 0.2s backwards;
  }
  .icon {
    vertical-align: middle;
  }
  p,
  h2,
  dl,
  dd {
    margin: 0;
  }
  h2 {
    margin-top: 20px;
    font-size: 21px;
    font-weight: 650;
    line-height: 1.25;
    text-wrap: balance;
  }
  h2:first-child,
  .mark {
    margin-top: auto;
  }
  h2 + p {
    margin-top: 8px;
    color: var(--athm-muted);
    text-wrap: pretty;
    b {
      white-space: nowrap;
    }
  }
  section > h2:last-child,
  section > :has(+ .foot) {
    margin-bottom: auto;
  }
  dialog b {
    color: var(--athm-ink);
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  dialog .close {
    width: 44px;
    margin: 0 -12px 0 0;
    padding: 0;
    background: none;
    color: var(--athm-muted);
  }
  .badge,
  .note {
    border: 1px solid #0000;
    border-radius: 12px;
    padding: 8px 12px;
    background: var(--athm-soft);
    font-size: 13px;
  }
  .badge {
    margin-bottom: 16px;
    padding: 4px 12px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--athm-accent) 16%, var(--athm-background));
  }
  ${momentStyles}
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (max-width: 480px) {
    dialog {
      width: 100%;
      max-width: 100%;
      max-height: calc(100% - 16px);
      margin-bottom: 0;
      border-width: 1px 0 0;
      border-radius: var(--athm-radius) var(--athm-radius) 0 0;
      padding-bottom: max(20px, env(safe-area-inset-bottom));
      translate: 0 48px;
      &[open] {
        @starting-style {
          translate: 0 48px;
        }
      }
    }
  }
  /* No room for stillness: a page that is magnified, or a phone on its side. */
  @media (max-height: 480px) {
    section,
    form {
      min-height: 0;
    }
  }
  @media (prefers-reduced-motion) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
  @media (forced-colors: active) {
    :host {
      --athm-accent: Highlight;
      --athm-line: GrayText;
    }
    dialog .primary {
      border: 2px solid;
      background: ButtonFace;
      color: ButtonText;
    }
  }
`
