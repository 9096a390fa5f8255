// How the player looks. Colours never stand alone: everything has its name beside it.
import { PAINT } from './timeline.js';

export const style = `
:host { display: block; margin: 16px 0; container-type: inline-size; font-size: 14px; line-height: 1.45;
  --bg: #fff; --soft: #f6f8fa; --text: #1f2328; --dim: #59636e; --edge: #d1d9e0; --strong: #6e7781; --new: #9a3c00;
  --run: #0072b2; --on-run: #fff; --focus: #0969da }
:host([dark]) { color-scheme: dark; --bg: #16181d; --soft: #202329; --text: #e6edf3; --dim: #a3abb5; --edge: #3d444d; --strong: #8b949e;
  --new: #f0b37e; --focus: #79b8ff }
:host([hidden]) { display: none }
.player { display: none; background: var(--bg); color: var(--text); border: 1px solid var(--edge); border-radius: 8px; padding: 10px }
:host([ready]) .player { display: block }
:host([ready]) slot { display: none }
.player:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, a:focus-visible, summary:focus-visible, label:focus-within
  { outline: 2px solid var(--focus); outline-offset: 2px }
.bar { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center }
button, select, .file { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--strong); border-radius: 6px;
  padding: 3px 9px; min-height: 32px; box-sizing: border-box; cursor: pointer }
button.play { min-width: 84px; background: var(--run); color: var(--on-run); border-color: var(--run) }
button[disabled] { opacity: .5; cursor: default }
button[aria-pressed=true] { border-color: var(--text); box-shadow: inset 0 0 0 1px var(--text) }
.slide { flex: 1 1 160px; min-width: 0; display: flex; align-items: center; gap: 8px }
.slide input { flex: 1; min-width: 0; width: 100%; accent-color: var(--run); margin: 0 }
.count { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap }
.file { position: relative; display: inline-flex; align-items: center; overflow: hidden }
.file input { position: absolute; inset: 0; opacity: 0; cursor: pointer; font-size: 0 }
.drop { outline: 3px dashed var(--focus); outline-offset: -4px }
.error { color: var(--text); border-left: 4px solid #d55e00; padding: 2px 8px; margin: 8px 0 0 }
.error:empty { display: none }
.told { margin: 10px 0 4px; min-height: 4em }
.say { font-size: 16px; font-weight: 600; margin: 0 }
.where { margin: 2px 0 0; color: var(--dim); overflow-wrap: anywhere }
.where strong { color: var(--text) }
.where a { color: var(--focus) }
code, .source { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.source { margin: 8px 0 0; background: var(--soft); border-radius: 6px; padding: 6px 8px; overflow-x: auto; height: 9em }
.source span { display: block; white-space: pre; color: var(--dim) }
.source .here { color: var(--text); font-weight: 700 }
.board { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 8px; margin: 8px 0 }
/* A phone: what one presses and what it means stay on the screen while one looks at the boxes below. */
.top { background: var(--bg); z-index: 2 }
@container (max-width: 560px) {
  .top { position: sticky; top: var(--player-top, 0px); margin: 0 -10px; padding: 6px 10px 4px; border-bottom: 1px solid var(--edge) }
  .told { margin: 6px 0 0 } .say { font-size: 14px } .where { font-size: 12px }
  .bar { gap: 6px } button, select { padding: 3px 7px } button.play { min-width: 64px } select { max-width: 104px }
  .slide { flex-basis: 110px } .file { width: 100%; justify-content: center }
  .board { gap: 6px } .column { gap: 6px } .slots { gap: 0 8px } .slot { min-height: 25px } .box { padding: 2px 8px 4px } .kernel { min-height: 0 }
}
@container (max-width: 420px) { .board { grid-template-columns: minmax(0, 1fr) } }
.column { display: flex; flex-direction: column; gap: 8px; min-width: 0 }
.box { border: 1px solid var(--edge); border-radius: 6px; padding: 4px 8px 6px; min-width: 0; background: var(--soft) }
.box.new { border-color: var(--new); box-shadow: 0 0 0 1px var(--new) }
.title { font-size: 13px; font-weight: 600; display: flex; flex-wrap: wrap; gap: 0 8px; justify-content: space-between }
.title small { font-weight: 400; color: var(--dim); font-size: 12px }
.kernel { border-style: dashed; border-color: var(--strong); min-height: 88px }
.slots { display: flex; flex-wrap: wrap; gap: 4px 12px }
.slot { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; min-height: 30px }
.slot > small, .pair small { color: var(--dim); font-size: 12px }
.pair { display: inline-flex; flex-wrap: wrap; gap: 4px; align-items: center; margin-right: 10px }
.chip { display: inline-block; box-sizing: border-box; min-width: 32px; padding: 1px 6px; text-align: center; font-weight: 600; font-size: 13px;
  border: 1.5px solid transparent }
.G { background: var(--run); color: var(--on-run); border-radius: 6px }
.M { background: var(--bg); color: var(--text); border-color: var(--text); border-radius: 14px }
.slots .chip small { color: inherit; font-weight: 400; font-size: 11px; margin-left: 5px; white-space: nowrap }
.chip.new { outline: 2.5px solid var(--new); outline-offset: 1px }
.none { color: var(--dim) }
.line { overflow: hidden; margin-top: 4px; touch-action: pan-y; cursor: crosshair }
.line svg { display: block; width: 100%; height: auto; font: 12px sans-serif }
.line text { fill: var(--text) } .line .dim { fill: var(--dim) } .line .grid { stroke: var(--edge); fill: none }
.cursor { stroke: var(--text); stroke-width: 1.5; fill: var(--text) }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; color: var(--text); font-size: 12px; margin: 4px 0 0 }
.legend span { display: inline-flex; gap: 5px; align-items: center }
.foot { color: var(--dim); font-size: 12px; margin: 6px 0 0; overflow-wrap: anywhere }
@media (forced-colors: active) { .chip, .box, button { border: 1px solid } .here { text-decoration: underline } }
@media print { :host([ready]) .player { display: none } :host([ready]) slot { display: contents } }
${PAINT}
`;
