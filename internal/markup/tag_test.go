package markup_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/markup"
)

func TestTagLength_EndsOutsideOfQuotes(t *testing.T) {
	t.Parallel()
	for text, length := range map[string]int{
		`<b>bold</b>`:               3,
		`<a title="1 > 0">more</a>`: len(`<a title="1 > 0">`),
		`<a title="cut`:             len(`<a title="cut`),
		``:                          0,
	} {
		require.Equal(t, length, markup.TagLength([]byte(text)), text)
	}
}

func TestIsTag_ComparesWholeName(t *testing.T) {
	t.Parallel()
	for tag, is := range map[string]bool{
		"<a>": true, "<a href=\"/\">": true, "<a\n>": true, "<a/>": true,
		"<abbr>": false, "</a>": false, "<b a>": false, "<a": false,
	} {
		require.Equal(t, is, markup.IsTag([]byte(tag), "a"), tag)
	}
	require.True(t, markup.IsTag([]byte("</a>"), "/a"))
}

func TestAttribute_ReadsNoValueAsName(t *testing.T) {
	t.Parallel()
	tag := []byte(`<button title="type=&#34;button&#34;" name="a &amp; b" disabled data-type="x" type="submit">`)
	for name, want := range map[string]string{"type": "submit", "name": "a & b", "title": `type="button"`, "disabled": ""} {
		value, found := markup.Attribute(tag, name)
		require.True(t, found, name)
		require.Equal(t, want, value, name)
	}
	_, found := markup.Attribute(tag, "button")
	require.False(t, found, "the text only occurs as the tag's name and in a value")
}
