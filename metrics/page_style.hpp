// The status page's looks: calm in light and dark, from the phone to the screen
// on the wall; colour only where something is to be seen, and never alone.
#pragma once

#include <string_view>

namespace holdfast::metrics {

inline constexpr std::string_view page_style = R"css(
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #fff; --ink: #1a212c; --soft: #5a6675; --line: #dfe3e9; --code: #eef0f4;
  --good: #0f7250; --calm: #2c5fc0; --odd: #8a5200; --bad: #b3261e; --idle: #5a6675;
  --odd-wash: #fff6e5; --bad-wash: #fdeeec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f131a; --card: #171d26; --ink: #e7ebf1; --soft: #9aa7b8; --line: #2a3340; --code: #10151d;
    --good: #5bd0a0; --calm: #8ab1f8; --odd: #f0b458; --bad: #ff8f80; --idle: #9aa7b8;
    --odd-wash: #2a2212; --bad-wash: #2d1917;
  }
}
.good { --tone: var(--good); } .calm { --tone: var(--calm); } .idle { --tone: var(--idle); }
.odd { --tone: var(--odd); --wash: var(--odd-wash); } .bad { --tone: var(--bad); --wash: var(--bad-wash); }
* { box-sizing: border-box; }
html { font-size: clamp(15px, .35vw + 11px, 28px); }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem clamp(.8rem, 3vw, 2rem) 3rem; }
main.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem;
  align-items: start; max-width: 110rem; }
.node { min-width: 0; container-type: inline-size; }
p, h1, h2, h3, h4, ul, ol, dl, dd { margin: 0; }
ul { padding: 0; list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.25rem; font-weight: 650; }
h3 { font-size: 1rem; font-weight: 650; }
h4 { font-size: .95rem; font-weight: 650; margin-top: .75rem; }
.soft { color: var(--soft); font-size: .9rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.head { padding: .25rem .25rem 1.25rem; }
.head h1 { margin-top: .75rem; }
.head h1 span { color: var(--tone); }
.head.odd, .head.bad { background: var(--wash); border: 1px solid var(--tone); border-radius: 12px; padding: 1rem 1.25rem;
  margin-bottom: 1rem; }
.head.bad h1, .head.odd h1 { color: var(--tone); }
.head > p:last-child { font-size: 1.1rem; }
.live:not(:empty) { margin-top: .5rem; padding: .5rem .75rem; border-radius: 8px; background: var(--bad); color: var(--ground);
  font-weight: 650; }
.silent > :not(.live, .head), .silent .head > :not(.live) { opacity: .45; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem 1.1rem;
  margin-bottom: 1rem; overflow-wrap: anywhere; }
.card > header { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; }
.owner { font-size: 1.05rem; }
.pill { color: var(--tone); font-weight: 600; white-space: nowrap; }
h2 + .pill { border: 1px solid currentColor; border-radius: 2rem; padding: .05rem .75rem; }
.trouble { margin: .9rem 0 0; padding: .8rem 1rem; background: var(--wash); border-left: 4px solid var(--tone);
  border-radius: 8px; overflow-wrap: anywhere; }
.trouble h3 { color: var(--tone); font-size: 1.05rem; }
.trouble p { margin-top: .25rem; }
.trouble .soft { margin-top: 0; }
.head + .trouble, .trouble + .card { margin-bottom: 1rem; margin-top: 0; }
.trouble ol { padding-left: 1.3rem; }
.trouble li { margin-top: .35rem; }
code { display: block; width: fit-content; max-width: 100%; margin-top: .2rem; padding: .2rem .6rem; background: var(--code);
  border: 1px solid var(--line); border-radius: 6px; font: .88rem/1.5 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
  user-select: all; }
details { margin-top: .75rem; }
summary { cursor: pointer; font-weight: 650; font-size: .95rem; }
details li { margin-top: .25rem; }
.line { display: block; width: 100%; height: 1.6rem; margin-top: 1rem; background: linear-gradient(var(--line), var(--line)) 0 29% / 100% 1px no-repeat; }
.line .master { fill: var(--good); } .line .backup { fill: var(--calm); } .line .idle { fill: var(--idle); }
.line .down { fill: url(#stripes); } .stripe { fill: var(--bad); } .line .odd { fill: var(--odd); } .line .bad { fill: var(--bad); }
.axis { display: flex; justify-content: space-between; font-size: .8rem; }
dl { display: grid; grid-template-columns: minmax(6.5rem, auto) 1fr; gap: .35rem 1rem; margin-top: .9rem; }
dt { color: var(--soft); }
.addresses { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; }
.here > span:first-child { color: var(--good); } .stray > span:first-child { color: var(--odd); }
.around { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 1rem 2rem; }
.events ol { padding: 0; margin-top: .35rem; list-style: none; font-size: .95rem; }
.events li { padding: .3rem 0; border-top: 1px solid var(--line); }
.events time { color: var(--soft); font-variant-numeric: tabular-nums; font-size: .9rem; margin-right: .25rem; }
.sign { color: var(--tone); }
.rows { padding: .5rem 0; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { padding: .3rem .6rem; text-align: left; font-weight: 400; vertical-align: top; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .9rem; border-top: 0; }
tbody th { font-weight: 600; }
th:first-child { padding-left: 1.25rem; }
td { font-variant-numeric: tabular-nums; }
a { color: var(--calm); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--calm); outline-offset: 2px; border-radius: 2px; }
.links { margin-top: 1.25rem; }
.links a { margin-right: .75rem; }
@container (max-width: 40rem) {
  .more { display: none; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  h1 { font-size: 1.45rem; }
}
)css";

}  // namespace holdfast::metrics
