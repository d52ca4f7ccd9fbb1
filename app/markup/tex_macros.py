"""Tables of known TeX macros, and what each is displayed as."""

from __future__ import annotations

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_SIGNS = (
    "times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ "
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ll ≪ gg ≫ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ "
    "lesssim ≲ gtrsim ≳ prec ≺ succ ≻ perp ⊥ parallel ∥ mid ∣ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ "
    "supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ wedge ∧ vee ∨ "
    "infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ angle ∠ degree ° prime ′ dagger † "
    "ddagger ‡ checkmark ✓ to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← leftrightarrow ↔ uparrow ↑ "
    "downarrow ↓ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⇒ iff ⇔ mapsto ↦ nearrow ↗ searrow ↘ "
    "textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓ ldots … dots … cdots ⋯ textellipsis … vdots ⋮ "
    "langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ Vert ‖ vert | lbrace { rbrace } backslash \\ "
    "textbackslash \\ textasciitilde ~ textasciicircum ^ textunderscore _ textbar | textless < textgreater > "
    "textendash – textemdash — textdegree ° textpm ± texttimes × textmu µ textbullet • copyright © textregistered ® "
    "texttrademark ™ pounds £ euro € S § P ¶ percent % ss ß ae æ AE Æ oe œ OE Œ o ø O Ø aa å AA Å l ł L Ł i ı j ȷ "
    "quad \u2003 qquad \u2003\u2003"
)
_FUNCTION_NAMES = (
    "log ln exp sin cos tan tanh min max sup inf lim arg argmin argmax det dim ker Pr gcd deg softmax mod bmod "
    "TeX LaTeX"
)


def _pairs(words: str) -> dict[str, str]:
    parts = words.split(" ")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _map_to_nothing(words: str) -> dict[str, str]:
    """Names of macros that are displayed as nothing."""
    return dict.fromkeys(words.split(), "")


SYMBOLS: dict[str, str] = {
    **_pairs(_GREEK),
    **_pairs(_SIGNS),
    **{name: name for name in _FUNCTION_NAMES.split()},
    **_map_to_nothing("left right big Big bigl bigr limits displaystyle textstyle"),
}
"""Macros without an argument."""

ESCAPES = {**{char: char for char in "%&_$#{}"}, ",": "\u2009", ";": "\u2005", ":": "\u2005", " ": " ", "|": "‖"}
"""A backslash and one character; `\\!` and `\\-` are displayed as nothing."""
ESCAPES.update({"!": "", "-": ""})

STYLES = {
    "textbf": "b",
    "mathbf": "b",
    "boldsymbol": "b",
    "bm": "b",
    "emph": "i",
    "textit": "i",
    "mathit": "i",
    "textsl": "i",
    "texttt": "code",
    "mathtt": "code",
    "underline": "u",
    "textsuperscript": "sup",
    "textsubscript": "sub",
    **_map_to_nothing("text textrm textsf textsc textnormal mbox hbox mathrm mathsf mathcal mathfrak"),
    **_map_to_nothing("mathbb mathscr operatorname url footnotesize small ensuremath"),
}
"""Macros with one argument, and the tag around it; an empty tag keeps the argument only."""

SWITCHES = {
    **_map_to_nothing("tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge"),
    **_map_to_nothing("rm sf sc normalfont"),
    **{"bf": "b", "bfseries": "b", "it": "i", "em": "i", "itshape": "i", "sl": "i", "tt": "code", "ttfamily": "code"},
}
"""Macros that apply to the end of their group, and the tag around it."""

ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
"""One-character accents and the combining character of each."""

OVERLINES = {"bar": "\u0304", "overline": "\u0305", "underbar": "\u0332"}
MATH_ACCENTS = {
    **OVERLINES,
    **dict.fromkeys(("hat", "widehat"), "\u0302"),
    **dict.fromkeys(("tilde", "widetilde"), "\u0303"),
    **dict.fromkeys(("vec", "overrightarrow"), "\u20d7"),
    **{"dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "mathring": "\u030a"},
    **{"acute": "\u0301", "grave": "\u0300"},
}
"""Accents of mathematics and the combining character of each; OVERLINES may be over several letters."""

DOUBLE_STRUCK = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "E": "𝔼", "H": "ℍ", "F": "𝔽", "S": "𝕊"}

SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni*′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ*′")
SUBSCRIPTS = str.maketrans("0123456789+-−=()aeioxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑᵢₒₓₕₖₗₘₙₚₛₜ")
