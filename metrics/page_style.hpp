// The status page's looks: calm in light and dark; colour only where something is to be seen.
#pragma once

#include <string_view>

namespace holdfast::metrics {

inline constexpr std::string_view page_style = R"css(
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1c2430; --soft: #667085; --line: #e3e7ed;
  --good: #12805c; --calm: #3565c4; --odd: #a15c07; --bad: #c4320a; --idle: #667085;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141b; --card: #181e27; --ink: #e6eaf0; --soft: #93a0b4; --line: #2a3340;
    --good: #4fc795; --calm: #82aaf5; --odd: #e5a84b; --bad: #ff8a66; --idle: #93a0b4;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; margin-bottom: 1.75rem; }
h1 { margin: 0; font-size: 1.6rem; font-weight: 650; letter-spacing: -.02em; }
h2 { margin: 0; font-size: 1.1rem; font-weight: 600; }
p { margin: .5rem 0 0; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone);
  border-radius: 10px; padding: 1rem 1.25rem; margin-bottom: .9rem; }
.card > div { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.state { margin-left: auto; color: var(--tone); font-weight: 650; }
.verdict { color: var(--tone); font-weight: 600; }
.addresses { display: flex; flex-wrap: wrap; gap: .4rem; margin: .75rem 0 0; padding: 0; list-style: none; }
.addresses li { border: 1px solid var(--line); border-radius: 6px; padding: .1rem .55rem; color: var(--soft);
  font: 13px/1.6 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
.addresses .here { color: var(--good); border-color: currentColor; }
table { border-collapse: collapse; margin-top: 1.5rem; }
th { padding: .2rem 1.25rem .2rem 0; font-weight: 600; text-align: left; vertical-align: top; } td { padding: .2rem 0; }
.good { --tone: var(--good); } .calm { --tone: var(--calm); } .odd { --tone: var(--odd); }
.bad { --tone: var(--bad); } .idle { --tone: var(--idle); }
nav { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; margin-top: 2rem; font-size: .9rem; }
a { color: var(--calm); text-decoration: none; } a:hover { text-decoration: underline; }
)css";

}  // namespace holdfast::metrics
