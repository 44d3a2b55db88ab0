/** The look: colours by role, as custom properties of the host, so that a page can set each of them. */

import { css } from 'lit'

/** The styles of the button, and what its dialog shares with it. */
export const styles = css`
  :host {
    --athm-muted: light-dark(#5f5b56, #aaa6a1);
    --athm-accent: light-dark(#f57c00, #ff9b33);
    --athm-button-background: #f57c00;
    --athm-button-ink: #1d1207;
    --athm-button-icon: #1d1207;
    --athm-button-line: #0000;
    --athm-button-radius: 12px;
    --athm-font: system-ui, sans-serif;
    display: inline-block;
    font: 15px/1.45 var(--athm-font);
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='btn-dark']) {
    --athm-button-background: #2b2b2e;
    --athm-button-ink: #fff;
    --athm-button-icon: #ff9b33;
  }
  :host([theme='btn-light']) {
    --athm-button-background: #fff;
    --athm-button-ink: #1b1a19;
    --athm-button-icon: #c75300;
    --athm-button-line: #d8d5d0;
  }
  *,
  ::backdrop {
    box-sizing: border-box;
  }
  button,
  input {
    font: inherit;
    color: inherit;
    border: 1px solid #0000;
    border-radius: 12px;
    min-height: 44px;
  }
  button {
    font-weight: 600;
    cursor: pointer;
    padding: 8px 16px;
  }
  button:active {
    filter: brightness(0.94);
  }
  @media (hover: hover) {
    button:hover:enabled {
      filter: brightness(0.97);
    }
  }
  :focus-visible {
    outline: 3px solid var(--athm-accent);
    outline-offset: 2px;
  }
  .icon {
    width: 24px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: middle;
  }
  .pay {
    width: 100%;
    min-height: 48px;
    padding: 8px 20px;
    font-size: 16px;
    background: var(--athm-button-background);
    color: var(--athm-button-ink);
    border-color: var(--athm-button-line);
    border-radius: var(--athm-button-radius);
    .icon {
      margin: -2px 4px 0 0;
      color: var(--athm-button-icon);
    }
    &:disabled {
      opacity: 0.5;
      cursor: default;
    }
  }
  .hint {
    margin: 8px 0 0;
    font-size: 13px;
    color: var(--athm-muted);
  }
  @media (forced-colors: active) {
    :host {
      --athm-accent: Highlight;
    }
  }
`
