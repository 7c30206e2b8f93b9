package viewtest

import "strings"

// ForeignTexts returns names that other clients may give to their resources, by what is special about them.
func ForeignTexts() map[string]string {
	return map[string]string{
		"tags":        `"><script>alert(1)</script><img src=x onerror=alert(1)>'</textarea></title>&amp;`,
		"attributes":  `x" onfocus="alert(1)" data-right="" autofocus style="color:red`,
		"template":    `{{.}} ${x} <% %> --> ]]>`,
		"direction":   "web\u202egpj.exe\u2066",
		"right":       "אבג 12 (ד) <b>",
		"zero width":  "\u200b\u200d\ufeff",
		"long":        strings.Repeat("long name ", 1_000),
		"one word":    strings.Repeat("x", 10_000),
		"lines":       "a\r\n\tb\u2028c",
		"not unicode": "a\xff\xfeb",
	}
}
