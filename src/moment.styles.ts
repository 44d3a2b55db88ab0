/** The look of what is inside the dialog: fields and actions, the ring, the marks of the results, the receipt. */

import { css } from './css.ts'

/** The styles of what changes from moment to moment. */
export const momentStyles = css`
  .amount {
    font-size: 40px;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .business {
    color: var(--athm-muted);
    overflow-wrap: break-word;
  }
  label {
    margin: 20px 0 8px;
    font-size: 14px;
    font-weight: 600;
  }
  input {
    width: 100%;
    min-height: 52px;
    padding: 8px 16px;
    border: 1px solid var(--athm-muted);
    border-radius: 12px;
    background: var(--athm-background);
    color: inherit;
    font: inherit;
    font-size: 20px;
    font-variant-numeric: tabular-nums;
    &:focus {
      border-color: var(--athm-focus);
      outline: 3px solid color-mix(in srgb, var(--athm-accent) 36%, #0000);
      outline-offset: 0;
    }
    &[aria-invalid='true'] {
      border-color: var(--athm-bad);
      outline-color: color-mix(in srgb, var(--athm-bad) 24%, #0000);
    }
  }
  .hint,
  .error {
    width: auto;
    margin-top: 8px;
    font-size: 13px;
    color: var(--athm-muted);
  }
  .error {
    color: var(--athm-bad);
    font-weight: 500;
  }
  .refusal {
    margin-top: 16px;
    padding: 8px 12px;
    border: 1px solid #0000;
    border-radius: 12px;
    font-size: 14px;
    color: var(--athm-bad);
    background: color-mix(in srgb, currentColor 8%, var(--athm-background));
  }
  .note {
    margin-top: 16px;
  }
  .foot {
    margin: 16px -20px 0;
    padding: 16px 20px 0;
    border-top: 1px solid var(--athm-line);
    font-size: 13px;
    color: var(--athm-muted);
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
  :has(+ .primary, + .pair) {
    margin-bottom: 20px;
  }
  section > :has(+ .primary) {
    margin-bottom: auto;
  }
  section > .primary {
    margin-top: 20px;
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
    font-weight: 500;
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    button {
      flex: 1 0 auto;
      max-width: 100%;
      font-size: 14px;
    }
  }
  .ring {
    position: relative;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 4px;
    width: 128px;
    height: 128px;
    margin: auto auto 0;
    flex: none;
    > svg:first-child {
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
      width: 52px;
      stroke-width: 1.25;
    }
    .dot {
      stroke: var(--athm-accent);
      stroke-width: 5;
    }
    span {
      color: var(--athm-muted);
      font-weight: 600;
      line-height: 20px;
      font-variant-numeric: tabular-nums;
    }
  }
  .mark {
    display: grid;
    place-content: center;
    width: 72px;
    height: 72px;
    margin-inline: auto;
    flex: none;
    border: 1px solid #0000;
    border-radius: 50%;
    color: var(--athm-bad);
    background: color-mix(in srgb, currentColor 12%, #0000);
    .icon {
      width: 32px;
    }
  }
  .good {
    color: var(--athm-good);
    path:first-child {
      stroke-dasharray: 22;
      animation: draw 0.3s 0.1s backwards;
    }
  }
  .busy,
  .calm {
    color: var(--athm-muted);
  }
  .busy {
    .icon {
      animation: turn 1s linear infinite;
    }
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
  @keyframes draw {
    from {
      stroke-dashoffset: 22;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .card {
    margin-top: 16px;
    border: 1px solid var(--athm-line);
    border-radius: 12px;
    text-align: start;
    font-size: 14px;
  }
  .card > * + *,
  dl div + div,
  details[open] dl {
    border-top: 1px solid var(--athm-line);
  }
  summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 48px;
    padding: 8px 12px 8px 16px;
    border-radius: 12px;
    font-weight: 600;
    list-style: none;
    cursor: pointer;
    &::-webkit-details-marker {
      display: none;
    }
    .icon {
      width: 20px;
      color: var(--athm-muted);
      transition: rotate 0.2s;
    }
    [open] > & .icon {
      rotate: 180deg;
    }
  }
  dl {
    div {
      display: flex;
      justify-content: space-between;
      gap: 16px;
      padding: 12px 16px;
      line-height: 20px;
    }
    dt {
      min-width: 0;
      overflow-wrap: anywhere;
      color: var(--athm-muted);
    }
    dd {
      font-weight: 600;
      font-variant-numeric: tabular-nums;
    }
    .reference {
      flex-wrap: wrap;
      align-items: center;
      gap: 0 16px;
      padding-block: 4px 12px;
    }
  }
  [part='reference'] {
    order: 1;
    width: 100%;
    overflow-wrap: anywhere;
    user-select: all;
    font:
      500 13px/20px ui-monospace,
      monospace;
  }
  dialog .copy {
    margin-right: -12px;
    padding: 8px 12px;
    background: none;
    font-size: 13px;
    .icon {
      width: 18px;
      margin: -2px 4px 0 0;
    }
  }
`
