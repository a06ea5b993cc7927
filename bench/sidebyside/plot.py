"""One picture of the rates, made with gnuplot."""

import subprocess

PANELS = [
    ("big", "One large file: MB/s", lambda s: s.megabytes_per_second),
    ("big", "One large file: CPU seconds per GB, both ends", lambda s: s.cpu_per_gigabyte),
    ("small", "Small files: files per second", lambda s: s.files_per_second),
    ("distance", "Small files, 100 ms away: files per second", lambda s: s.files_per_second),
]

STYLE = """
set terminal pngcairo size 1100,{height} font 'sans,10'
set output '{path}'
set multiplot layout {rows},2
set style fill solid 0.9 noborder
set boxwidth 0.7
unset key
set grid x lc rgb '#dddddd'
set border 3
set tics nomirror out
set lmargin 24
set rmargin 6
"""


def _panel(title, rows):
    """Horizontal bars, the best on top, ours in another colour."""
    most = max(value for _, _, value in rows)
    lines = [
        f"set title '{title}'",
        f"set xrange [0:{most * 1.15}]",
        f"set yrange [-0.6:{len(rows) - 0.4}]",
        "set ytics (" + ", ".join(f"'{name}' {i}" for i, (name, _, _) in enumerate(rows)) + ")",
        "$data << END",
    ]
    for i, (_, ours, value) in enumerate(rows):
        colour = 0x2B6CB0 if ours else 0xA0AEC0
        text = f"{value:,.0f}" if value >= 20 else f"{value:.1f}"
        lines.append(f"{i} {value} {colour} \"{text}\"")
    lines += [
        "END",
        "plot $data using 2:1:(0):2:($1-0.35):($1+0.35):3 with boxxyerror lc rgb variable, "
        "$data using 2:1:4 with labels left offset 0.5,0",
    ]
    return "\n".join(lines)


def draw(results, path):
    """Draws what there is; returns whether there was anything."""
    panels = []
    for workload, title, value in PANELS:
        series = results.of(workload).values()
        if series:
            rows = [(s.name, s.key in ("auto-upload", "java-jar", "staying", "sealed"), value(s)) for s in series]
            falling = "per GB" in title
            panels.append(_panel(title, sorted(rows, key=lambda r: r[2], reverse=falling)))
    if not panels:
        return False
    rows = (len(panels) + 1) // 2
    script = STYLE.format(path=path, rows=rows, height=320 * rows) + "\n".join(panels)
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    return True
