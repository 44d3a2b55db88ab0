/** The dialog's look: it comes with the dialog, after the button's own. */

import { css } from 'lit'

/** The styles of the dialog. */
export const dialogStyles = css`
  :host {
    --athm-background: light-dark(#fff, #1d1d1f);
    --athm-ink: light-dark(#1b1a19, #f5f4f2);
    --athm-line: light-dark(#e2e0dc, #38373a);
    --athm-soft: light-dark(#f6f5f1, #2a292c);
    --athm-on-accent: #1d1207;
    --athm-good: light-dark(#0b6b45, #5fd3a0);
    --athm-bad: light-dark(#a8201a, #ff8f87);
    --athm-radius: 20px;
    --athm-backdrop: #14120f8c;
  }
  :host([theme='btn-dark']) dialog {
    color-scheme: dark;
  }
  /* A heading takes the focus by script alone, so that it is read: nothing can be done there. */
  h2:focus {
    outline: 0;
  }
  dialog button {
    background: var(--athm-soft);
  }
  dialog {
    width: 376px;
    max-width: calc(100% - 32px);
    max-height: calc(100% - 32px);
    padding: 20px;
    border: 1px solid light-dark(#0000, #38373a);
    border-radius: var(--athm-radius);
    background: var(--athm-background);
    color: var(--athm-ink);
    overscroll-behavior: contain;
    box-shadow: 0 24px 60px #14120f40;
    text-align: center;
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
      @starting-style {
        opacity: 0;
        translate: 0 16px;
      }
    }
    &::backdrop {
      background: var(--athm-backdrop);
    }
  }
  header {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 44px;
    margin-bottom: 8px;
    font-size: 14px;
    font-weight: 600;
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
  }
  :has(+ .primary, + .pair, + .foot) {
    margin-bottom: 20px;
  }
  p,
  h2,
  dl,
  dd {
    margin: 0;
  }
  h2 {
    font-size: 21px;
    font-weight: 650;
    line-height: 1.25;
    margin-top: 20px;
  }
  h2:first-child {
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
  b {
    color: var(--athm-ink);
    font-weight: 650;
  }
  dialog .close {
    width: 44px;
    margin-right: -10px;
    padding: 0;
    background: none;
    color: var(--athm-muted);
  }
  .badge {
    margin-bottom: 16px;
    padding: 4px 12px;
    border-radius: 8px;
    background: var(--athm-soft);
    color: var(--athm-muted);
    font-size: 13px;
  }
  form {
    text-align: start;
  }
  .amount {
    font-size: 40px;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .business {
    color: var(--athm-muted);
  }
  label {
    display: block;
    margin: 20px 0 8px;
    font-size: 14px;
    font-weight: 600;
  }
  input {
    width: 100%;
    min-height: 52px;
    padding: 8px 16px;
    font-size: 20px;
    font-variant-numeric: tabular-nums;
    background: var(--athm-background);
    border-color: var(--athm-muted);
    &:focus {
      border-color: var(--athm-accent);
      outline: 3px solid color-mix(in srgb, var(--athm-accent) 30%, #0000);
      outline-offset: 0;
    }
    &[aria-invalid='true'] {
      border-color: var(--athm-bad);
    }
  }
  .hint,
  .error,
  .note,
  .foot {
    margin-top: 8px;
    font-size: 13px;
    color: var(--athm-muted);
  }
  .error {
    color: var(--athm-bad);
  }
  .note {
    margin-top: 16px;
    padding: 8px 12px;
    border-radius: 12px;
    background: var(--athm-soft);
    color: var(--athm-ink);
  }
  .foot {
    margin: auto -20px 0;
    padding: 16px 20px 0;
    border-top: 1px solid var(--athm-line);
  }
  .primary,
  .quiet {
    width: 100%;
    min-height: 52px;
    flex: none;
  }
  .primary,
  .pair {
    margin-top: auto;
  }
  dialog .primary {
    font-size: 16px;
    background: var(--athm-accent);
    color: var(--athm-on-accent);
  }
  dialog .quiet {
    margin-top: 8px;
    background: none;
    color: var(--athm-bad);
    font-weight: 400;
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    button {
      flex: 1 0 auto;
      font-size: 14px;
    }
  }
  .ring {
    position: relative;
    display: grid;
    place-content: center;
    justify-items: center;
    width: 124px;
    height: 124px;
    margin: 8px auto 0;
    svg:first-child {
      position: absolute;
      inset: 0;
      fill: none;
      stroke: var(--athm-line);
      stroke-width: 5;
      rotate: -90deg;
    }
    .left {
      stroke: var(--athm-accent);
      stroke-linecap: round;
      transition: stroke-dashoffset 1s linear;
    }
    .icon {
      width: 56px;
      stroke-width: 1.2;
      overflow: visible;
    }
    .dot {
      stroke: var(--athm-accent);
      stroke-width: 5;
    }
    span {
      color: var(--athm-muted);
      font-weight: 600;
      font-variant-numeric: tabular-nums;
    }
  }
  details {
    margin-top: 16px;
    font-size: 14px;
  }
  summary {
    padding: 12px 0;
    border-radius: 12px;
    color: var(--athm-muted);
    cursor: pointer;
  }
  .mark {
    display: grid;
    place-content: center;
    width: 72px;
    height: 72px;
    margin: 8px auto 0;
    border-radius: 50%;
    color: var(--athm-bad);
    background: color-mix(in srgb, currentColor 12%, #0000);
    .icon {
      width: 32px;
    }
  }
  .good {
    color: var(--athm-good);
  }
  .busy {
    color: var(--athm-muted);
    .icon {
      animation: turn 1s linear infinite;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  dl {
    margin-top: 16px;
    border: 1px solid var(--athm-line);
    border-radius: 12px;
    font-size: 14px;
    div {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 16px;
      padding: 10px 14px;
    }
    div + div {
      border-top: 1px solid var(--athm-line);
    }
    dd {
      font-weight: 600;
      overflow-wrap: anywhere;
      text-align: end;
    }
    dt {
      color: var(--athm-muted);
    }
    .reference {
      font:
        13px/1.6 ui-monospace,
        monospace;
    }
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (max-width: 480px) {
    dialog {
      margin-bottom: 0;
      width: 100%;
      max-width: 100%;
      border-radius: var(--athm-radius) var(--athm-radius) 0 0;
      padding-bottom: max(20px, env(safe-area-inset-bottom));
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
      --athm-line: GrayText;
    }
  }
`
