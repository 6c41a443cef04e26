#include "spark/page/style_sheet.h"

namespace spark::page {

// Colours that people with the usual colour blindnesses tell apart (Okabe and Ito, 2008); no
// meaning is told by colour alone.
const std::string_view style_sheet = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#d8dee4;
--first:#0063a5;--second:#c25a00;--bar:#9cc6e6;--good:#dff2e3;--warn:#fdeec2;--bad:#fbd9d3}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e9ec;--soft:#9aa4ae;
--rule:#343a40;--first:#6cb6ff;--second:#f0a050;--bar:#2b5478;--good:#173c22;--warn:#4a3b08;
--bad:#5a1f16}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:66rem;background:var(--paper);color:var(--ink);
font:15px/1.45 system-ui,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.4rem 0;max-width:52rem}.soft,caption{color:var(--soft)}caption{text-align:left;
padding-bottom:.3rem}
.verdict{display:inline-block;padding:.1rem .6rem;border:2px solid var(--ink);font-weight:700}
.pass{background:var(--good)}.fail{background:var(--bad)}.open{background:var(--warn)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(21rem,1fr));gap:1rem 1.5rem}
figure{margin:0}figcaption{color:var(--soft);font-size:.88rem}svg{width:100%;height:auto}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:.3rem 0}
th,td{padding:.22rem .6rem;border-bottom:1px solid var(--rule);text-align:left;
vertical-align:top}td.n,th.n{text-align:right;white-space:nowrap}thead th{border-bottom:
2px solid var(--soft)}
tbody th{font-weight:400;white-space:nowrap}dl{display:grid;grid-template-columns:
max-content 1fr;gap:.15rem .9rem;margin:0}dt{color:var(--soft)}dd{margin:0;
overflow-wrap:anywhere}
.dense{font-size:.82rem}.dense th,.dense td{padding:.2rem .4rem}
.dense thead th{max-width:5.5rem;white-space:normal;
vertical-align:bottom}
.w{font-weight:600}.c{font-weight:700;text-decoration:underline}
svg text{fill:var(--ink);font-size:11px}svg .tick,svg .note{fill:var(--soft)}
svg .axis{font-size:12px}svg path{fill:none}.grid{stroke:var(--rule);stroke-width:.7}
.first{stroke:var(--first);stroke-width:2}.second{stroke:var(--second);stroke-width:2;
stroke-dasharray:6 3}.faint{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.said{stroke:var(--ink);stroke-width:1.2}.error{stroke:var(--ink);stroke-width:1}
.bar{fill:var(--bar)}.count{fill:var(--rule)}
.mark{fill:var(--first)}.mark-second{fill:var(--second)}
.warning-level{stroke:var(--second);stroke-width:1;stroke-dasharray:2 2}
.critical-level{stroke:var(--ink);stroke-width:1;stroke-dasharray:5 2}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--rule:#bbb;--first:#0063a5;
--second:#c25a00;--bar:#9cc6e6;--good:#dff2e3;--warn:#fdeec2;--bad:#fbd9d3}
.scroll{overflow:visible}body{padding:0;max-width:none;font-size:10pt;print-color-adjust:exact}
figure,table,section.keep{break-inside:avoid}h2{break-after:avoid}
.pair{grid-template-columns:1fr 1fr}}
)";

}  // namespace spark::page
