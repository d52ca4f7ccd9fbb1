"""Texts that would make an unsafe viewer run, fetch or open something, or hang; by name."""

from __future__ import annotations

URL, FILE, RED = "@URL@", "@FILE@", "@RED@"
"""Placeholders: the URL of a server that records requests, a watched file, and a red image as a data: URL."""

TEXTS = {
    "image of a server": f'<img src="{URL}"><image src={URL} /><input type=image src={URL}>',
    "image in a file": f'<img src="{FILE}" width="40" height="40"><img src={FILE}>',
    "image behind file:": f'<img src="file://{FILE}"><img src="FILE:{FILE}"><img src="file:{FILE}">',
    "image as data": f'<img src="{RED}" width="90" height="90">![x]({RED})<body background="{RED}">',
    "backgrounds": f'<body background="{FILE}"><table background="{FILE}" bgcolor="red"><tr><td background="{URL}">x',
    "style sheet": f'<link rel="stylesheet" href="{URL}"><style>@import url({URL}); @import "{FILE}";</style>',
    "css images": f'<p style="background-image:url({FILE});color:#f00;background:#ff0000">x</p><ul style="list-style-'
    f'image:url({URL})"><li>x</ul>',
    "base and refresh": f'<base href="{URL}/"><meta http-equiv="refresh" content="0;url={URL}"><img src="a.png">',
    "scripts": f'<script src="{URL}"></script><script>alert(1)</script><img src=x onerror="alert(1)"><b onclick=x>',
    "frames": f'<iframe src="{URL}"></iframe><object data="{FILE}"></object><embed src="{FILE}"><frame src="{URL}">',
    "media": f'<video src="{URL}" autoplay></video><audio src="{URL}" autoplay><source srcset="{URL} 2x">',
    "svg": f'<svg onload=alert(1)><image href="{FILE}"/><use xlink:href="{URL}#x"/></svg>'
    f'<?xml-stylesheet href="{URL}"?>',
    "entities": f"&lt;img src={URL}&gt; &#60;img src={FILE}&#62; &amp;lt;b&amp;gt; "
    f"<!DOCTYPE x [<!ENTITY y SYSTEM '{FILE}'>]>",
    "links": f'<a href="file://{FILE}">x</a> <a href="javascript:alert(1)">y</a> <a href="{URL}">z</a>',
    "our own schemes": '<img src="icon:tag/0"><img src="icon:tag/99"><a href="do:untag/0">x</a><a href="show:1">y</a>',
    "resources": '<img src="qrc:/x.png"><img src=":/x.png"><img src="image://x/y"><img src="//e.invalid/x">',
    "markdown images": f"![x]({URL}) ![x]({FILE}) ![x](file://{FILE} 'x') ![x](<{FILE}>)",
    "markdown references": f"![x][1] [y][2] ![z]\n\n[1]: {FILE}\n[2]: {URL}\n[z]: file://{FILE}",
    "markdown autolinks": f"<{URL}> <file://{FILE}> <javascript:alert(1)> [x](javascript:alert(1)) [[{FILE}]] {URL}",
    "reference bomb": f"[a]: {URL}\n\n" + "![a][a]" * 3000,
    "unclosed brackets": "[" * 5000 + "![" * 5000 + "](" * 3000,
    "unclosed marks": "*_`~" * 3000 + "<" * 3000 + "&" * 3000,
    "deep quotes and lists": ">" * 400 + " " + "- " * 400 + "# x",
    "deep lists over lines": "".join(f"{' ' * depth}- x\n" for depth in range(0, 300, 2)),
    "deep tables": "<table><tr><td>" * 300 + "deep",
    "deep inlines": "<b><i><a href=x>" * 1500 + "deep",
    "wide table": "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + ("|" + "b|" * 200 + "\n") * 3,
    "tex files": f"\\includegraphics{{{FILE}}} \\input{{{FILE}}} \\href{{file://{FILE}}}{{x}} \\url{{{URL}}}",
    "tex nesting": "$" * 4000 + "{" * 4000 + "\\frac" * 1000 + "^_" * 1000,
    "tex macros": "\\def\\a{\\b\\b}\\def\\b{\\a\\a}\\a " * 50,
    "directions": "\u202egnihtemos\u202c \u2066a\u2069 \u200f\u200e\u061c" * 40,
    "controls": "\x01 \x07 \x1b[31m \x1b]0;x\x07 \x7f \x9b \ufffe \ufdd0 \U000e0041",
    "combining marks": "Z\u0351\u036b\u0343\u0321\u035c" * 300 + "a" + "\u0301" * 3000,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f4\U000e0067\U000e007f\u2764\ufe0f"
    * 300,
    "one long word": "w" * 100_000,
    "one long word to the left": "\u05e9" * 20_000,
    "blanks": "\u00a0\u2003\u3000\u200b" * 2000 + "x",
    "line ends": "a\nb\r\nc\u2028d\u2029e\x0bf\x0cg\x85h\tx" * 100,
    "formats": "%s %n %d %1 %L1 {0} {title} {0.__class__.__mro__} {import} $ink ${small} $$ [*] &File && \\1 \\g<0>",
    "sql": "'; DROP TABLE papers; -- \" OR 1=1) UNION SELECT load_extension('x') /*",
    "templates": f"{{{{7*7}}}} <%= 7*7 %> ${{7*7}} #{{7*7}} {{% include '{FILE}' %}} <?php system('x') ?>",
    "shell": f"$(touch {FILE}) `touch {FILE}`; cat {FILE} | sh & xdg-open {URL}",
    "paths": f"../../../..{FILE} ..\\..\\x \\\\server\\share CON nul.txt ~root {FILE}",
    "queries": 'tag:"x" OR status:( -"" title:"',
}
