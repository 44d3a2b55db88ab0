/** The look: colours by role, as custom properties of the host, so that a page can set each of them. */

import { css } from './css.ts'

/** The styles of the button, and what its dialog shares with it. */
export const styles = css`
  :host {
    --athm-muted: light-dark(#5f5b56, #aaa6a1);
    --athm-focus: light-dark(#b54a00, #ffb468);
    --athm-button-background: #f57c00;
    --athm-button-ink: #1d1207;
    --athm-button-icon: #1d1207;
    --athm-button-line: #0000;
    --athm-button-radius: 12px;
    --athm-font: system-ui, sans-serif;
    display: inline-flex;
    flex-direction: column;
    font: 500 16px/1.25 var(--athm-font);
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='btn-dark']) {
    --athm-button-background: #2b2b2e;
    --athm-button-ink: #fff;
    --athm-button-icon: #ff9b33;
    --athm-button-line: #4a494d;
  }
  :host([theme='btn-light']) {
    --athm-button-background: #fff;
    --athm-button-ink: #1b1a19;
    --athm-button-icon: #b54a00;
    --athm-button-line: #d8d5d0;
  }
  * {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    border: 1px solid #0000;
    border-radius: 12px;
    min-height: 44px;
    cursor: pointer;
    padding: 8px 16px;
    @media (hover: hover) {
      &:hover:enabled {
        filter: brightness(0.96);
      }
    }
    &:active:enabled {
      filter: brightness(0.92);
    }
  }
  :focus-visible {
    outline: 3px solid var(--athm-focus);
    outline-offset: 2px;
  }
  .icon {
    width: 24px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    overflow: visible;
  }
  .dot {
    stroke-width: 6;
  }
  .pay {
    flex: auto;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 48px;
    padding: 8px 20px 8px 16px;
    background: var(--athm-button-background);
    color: var(--athm-button-ink);
    border-color: var(--athm-button-line);
    border-radius: var(--athm-button-radius);
    .icon {
      color: var(--athm-button-icon);
    }
    b {
      font-weight: 700;
      white-space: nowrap;
    }
    &:disabled {
      --athm-button-icon: currentColor;
      --athm-button-line: #0000;
      background: light-dark(#e7e4df, #2b2b2e);
      color: var(--athm-muted);
      cursor: default;
    }
  }
  /* As wide as the button, which it must not stretch; and read from its own side in a page that is read from the other. */
  .hint {
    width: 0;
    min-width: 100%;
    margin: 8px 0 0;
    font: 13px/1.45 var(--athm-font);
    color: var(--athm-muted);
    unicode-bidi: plaintext;
  }
  @media (forced-colors: active) {
    :host {
      --athm-focus: Highlight;
    }
    .pay:disabled {
      border-color: GrayText;
    }
  }
`
