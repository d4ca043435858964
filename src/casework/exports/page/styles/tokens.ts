const LIGHT = `
  color-scheme: light;
  --paper: #fcfbf8; --ink: #1b1a17; --quiet: #625e56; --line: #e0dcd3; --rule: #1b1a17;
  --wash: #f4f1ea; --raised: #ffffff; --act: #ae3a17; --act-wash: #fbeee7; --focus: #0b5fd0;
  --c-source: #1b1a17; --c-wallet: #7d828c; --c-swap: #56b4e9; --c-bridge: #0072b2;
  --c-mixer: #b8558c; --c-exchange: #d55e00; --c-otc: #e69f00; --c-service: #009e73;
  --on-source: #ffffff; --on-bridge: #ffffff; --on-mixer: #ffffff; --on-exchange: #ffffff;
  --on-wallet: #ffffff; --on-swap: #10222e; --on-otc: #2b1d00; --on-service: #ffffff;
  --p-at-service: #2f6690; --p-held: #8a8577; --p-swapped: #7a6aa8; --p-in-mix: #b8558c;
  --hatch: #a39d8f; --flow: #9aa0a8; --flow-2: #3d7fb0; --flow-3: #b07d2b; --flow-4: #7a6aa8;
  --flow-5: #4a8f6f; --chosen: #0b5fd0;`;

const DARK = `
  color-scheme: dark;
  --paper: #131312; --ink: #ece9e2; --quiet: #a8a298; --line: #33312d; --rule: #8d887e;
  --wash: #1c1b19; --raised: #211f1d; --act: #ff8f63; --act-wash: #2b1c15; --focus: #7fb3ff;
  --c-source: #f2efe8; --c-wallet: #8b909a; --c-swap: #6fc0f0; --c-bridge: #3d97d6;
  --c-mixer: #d072a6; --c-exchange: #ec7526; --c-otc: #eab13a; --c-service: #25b48a;
  --on-source: #131312; --on-bridge: #06121c; --on-mixer: #1d0812; --on-exchange: #1f0d00;
  --on-wallet: #0d0e10; --on-swap: #06161f; --on-otc: #241800; --on-service: #001a12;
  --p-at-service: #5b9bd0; --p-held: #9a9486; --p-swapped: #9d8cd0; --p-in-mix: #d072a6;
  --hatch: #6f6a5f; --flow: #6d727a; --flow-2: #5b9bd0; --flow-3: #d0a050; --flow-4: #a595d8;
  --flow-5: #6bb896; --chosen: #8fc0ff;`;

/** Colours, light and dark; categories after Okabe and Ito, whom the colour-blind tell apart. */
export const TOKENS = `
:root {${LIGHT}
  --sans: -apple-system, "Segoe UI", Roboto, Inter, "Noto Sans", "Liberation Sans", system-ui,
    sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono",
    "DejaVu Sans Mono", monospace;
  --bar: 4.9rem;
}
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}
} }
@media screen { :root[data-theme="dark"] {${DARK}
} }
:root[data-paper][data-paper] {${LIGHT}
}
`;
