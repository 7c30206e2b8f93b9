package web

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/rights"
)

// The reason is given on the page and in the stream.
func TestBlocked_DisablesFormsOnEveryPage(t *testing.T) {
	t.Parallel()
	const form = `<form method="post" action="/x"><button>Delete</button></form>`
	sound := newFixture(t)
	require.NotContains(t, string(sound.Usable([]byte(form))), "disabled")
	require.Empty(t, sound.Guard.Problems())

	f := newFixture(t, func(d *Deps) { d.Database = &failingDatabase{since: noon.Add(-time.Minute)} })
	require.Contains(t, string(f.Usable([]byte(form))), "disabled")
	require.Len(t, f.Guard.Problems(), 1)
	streamed, err := f.renderFragments(t.Context(), rights.Audience{}, []Fragment{{ID: "list", HTML: templ.Raw(form), Rows: func() []Fragment { return []Fragment{{ID: "row", HTML: templ.Raw(form)}} }}})
	require.NoError(t, err)
	require.Contains(t, string(streamed[0].HTML), "disabled")
	require.Contains(t, string(streamed[0].Rows[0].HTML), "disabled")
	require.NotEmpty(t, f.CommonLayout(t.Context(), f.pageRequest(t, "/")).Blocked)
}
