package foreign_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/foreign"
)

func TestText_MakesHiddenCharactersVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"web-01 · “a” – 10 €…":            "web-01 · “a” – 10 €…",
		"Zürich ñandú 東京 ελλάδα":          "Zürich ñandú 東京 ελλάδα",
		"evil\u202egpj.exe":               "evil[U+202E]gpj.exe",
		"a\u2066b\u2069":                  "a[U+2066]b[U+2069]",
		"a\u200bb\ufeff":                  "a[U+200B]b[U+FEFF]",
		"a\u00adb":                        "a[U+00AD]b",
		"a\x00\x1b\x7fb":                  "a[U+0000][U+001B][U+007F]b",
		"a\u200db":                        "a[U+200D]b",
		"a\u200cb":                        "a[U+200C]b",
		"👩\u200d💻":                        "👩\u200d💻",
		"❤\ufe0f\u200d🔥":                  "❤\ufe0f\u200d🔥",
		"👩🏽\u200d🚀":                       "👩🏽\u200d🚀",
		"🏴\U000e0067\U000e0062\U000e007f": "🏴\U000e0067\U000e0062\U000e007f",
		"a\U000e0067":                     "a[U+E0067]",
		"क\u094d\u200dष":                  "क\u094d\u200dष",
		"\u2800\u3164":                    "[U+2800][U+3164]",
		"a\u180f\U0001d173b":              "a[U+180F][U+1D173]b",
		"می\u200cخواهم":                   "\u2068می\u200cخواهم\u2069",
		"אב 12 (גד) x":                    "\u2068אב 12 (גד\u2069) x",
		"x אב and גד y":                   "x \u2068אב\u2069 and \u2068גד\u2069 y",
		"אב\u202eגד":                      "\u2068אב[U+202E]גד\u2069",
	} {
		require.Equal(t, want, foreign.Text(text), "%+q", text)
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "\u200b", "\u2800\u3164", "\u202e\u2066", "\ufe0f", "\u00a0", "\u0301", "\u200d\u200c", "\U000e0041"} {
		require.False(t, foreign.Visible(text), "%+q", text)
	}
	for _, text := range []string{"a", "\u200ba", "אב", "👩", "-", "東"} {
		require.True(t, foreign.Visible(text), "%+q", text)
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{
		`<a href="/x">web</a>`:                                             `<a href="/x">web</a>`,
		"<td>אב</td>":                                                      "<td><bdi>אב</bdi></td>",
		"<p>Delete אב 10 GB &amp; גד</p>":                                  "<p>Delete <bdi>אב</bdi> 10 GB &amp; <bdi>גד</bdi></p>",
		"<a title=\"a\u202eb\" href=\"/\u202e\">\u202e</a>":                "<a title=\"a[U+202E]b\" href=\"/\u202e\">[U+202E]</a>",
		"<input name=\"n\" value=\"a\u202e\" aria-label=\"אב\">":           "<input name=\"n\" value=\"a\u202e\" aria-label=\"\u2068אב\u2069\">",
		"<textarea>a\u202eאב</textarea><p>אב</p>":                          "<textarea>a\u202eאב</textarea><p><bdi>אב</bdi></p>",
		"<title>אב</title><option value=\"x\">אב</option><b>אב</b>":        "<title>\u2068אב\u2069</title><option value=\"x\">\u2068אב\u2069</option><b><bdi>אב</bdi></b>",
		"<svg><text>אב</text></svg>":                                       "<svg><text>\u2068אב\u2069</text></svg>",
		"<button data-copy=\"\u202e\" title=\"x &gt; \u202e\">ok</button>": "<button data-copy=\"\u202e\" title=\"x &gt; [U+202E]\">ok</button>",
	} {
		require.Equal(t, want, string(foreign.HTML([]byte(page))), "%+q", page)
	}
}

// FuzzHTML requires that no tag but <bdi> is lost or added, and that no text contains anything hidden.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<a title=\"a\u202eb\">\u202eאב</a>", "<textarea>\u200b</textarea>", "a\u200d<b>👩\u200d💻</b>", "אב&amp;גד", "<x y=\"", "<", "\xff\u202e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, page string) {
		got := string(foreign.HTML([]byte(page)))
		without := strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace
		if strings.Count(without(got), "<") < strings.Count(without(page), "<") {
			t.Errorf("%+q became %+q", page, got)
		}
		if strings.Count(got, "<bdi>")-strings.Count(page, "<bdi>") != strings.Count(got, "</bdi>")-strings.Count(page, "</bdi>") {
			t.Errorf("%+q has uneven marks", got)
		}
		if utf8.ValidString(page) != utf8.ValidString(got) {
			t.Errorf("%+q became %+q", page, got)
		}
		if !strings.ContainsAny(page, "<>\"") && strings.ContainsAny(foreign.Text(page), "\u202e\u200b\u2066") {
			t.Errorf("%+q is left in %+q", page, got)
		}
	})
}
