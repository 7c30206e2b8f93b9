package views

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestForms_Disabled(t *testing.T) {
	t.Parallel()
	const reason = ` disabled data-blocked title="It is &#34;full&#34;."`
	for name, c := range map[string][2]string{
		"a form that is sent": {`<form method="post" action="/x"><input name="a"><button class="primary">Go</button></form>`,
			`<form method="post" action="/x"><input name="a"><button` + reason + ` class="primary">Go</button></form>`},
		"two buttons":                 {`<form method="post"><button>A</button><button name="b">B</button></form>`, `<form method="post"><button` + reason + `>A</button><button` + reason + ` name="b">B</button></form>`},
		"a form that looks":           {`<form method="get"><button>Find</button></form>`, ""},
		"a form without a method":     {`<form action="/volumes"><button>Find</button></form>`, ""},
		"a button that does not send": {`<form method="post"><button type="button">Copy</button></form>`, ""},
		"a button outside":            {`<form method="post"></form><button>Menu</button>`, ""},
		"the colours":                 {`<form action="/theme" method="post"><button>Dark</button></form>`, ""},
		"disabled already":            {`<form method="post"><button disabled>Go</button></form>`, ""},
		"a bracket in an attribute": {`<form data-x="a>b" method="post"><button title="1 > 0">Go</button></form>`,
			`<form data-x="a>b" method="post"><button` + reason + ` title="1 > 0">Go</button></form>`},
		"another tag":   {`<form method="post"><buttons></buttons></form>`, ""},
		"text":          {`a < b`, ""},
		"half of a tag": {`<form method="post"><button class="x`, `<form method="post"><button` + reason + ` class="x`},
		"nothing":       {``, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := c[1]
			if want == "" {
				want = c[0]
			}
			got := DisableForms([]byte(c[0]), `It is "full".`)
			require.Equal(t, want, string(got))
			require.Equal(t, want, string(DisableForms(got, `It is "full".`)), "it may be applied again")
		})
	}
}

// No component may have an enabled button that sends something.
func TestDisableForms_EveryComponent(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.golden")
	require.NoError(t, err)
	parts, err := filepath.Glob("ui/testdata/*.golden")
	require.NoError(t, err)
	files = append(files, parts...)
	disabled := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		page := string(DisableForms(text, "full"))
		disabled += strings.Count(page, ` disabled data-blocked title="full"`)
		for _, form := range regexp.MustCompile(`(?s)<form[^>]*method="post".*?</form>`).FindAllString(page, -1) {
			for _, button := range regexp.MustCompile(`<(button|input)[^>]*>`).FindAllString(form, -1) {
				if strings.Contains(form, `action="/theme"`) || strings.Contains(button, `type="button"`) || strings.HasPrefix(button, "<input") && !strings.Contains(button, `type="submit"`) {
					continue
				}
				require.Contains(t, button, " disabled", file)
			}
		}
	}
	require.Greater(t, disabled, 10)
}

// DisableForms would not find a button outside of its form.
func TestForms_NoOutsideButtons(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.templ")
	require.NoError(t, err)
	parts, err := filepath.Glob("ui/*.templ")
	require.NoError(t, err)
	files = append(files, parts...)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, tag := range regexp.MustCompile(`<button[^>]*>`).FindAllString(string(text), -1) {
			require.NotContains(t, tag, " form=", file)
		}
		require.NotContains(t, string(text), `type="submit"`, file)
		require.NotContains(t, string(text), `method='post'`, file)
	}
}
