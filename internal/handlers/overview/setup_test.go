package overview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/sample"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// setup returns the handlers for a contract, a request for the overview, and the report that it shows.
func setup(c *areatest.Contract, change ...func(*web.Deps)) (*Handlers, web.Request, *coverage.Report) {
	base := c.Base(change...)
	return New(base), areatest.Request(base, "/"), base.Coverage()
}

// attentionOn returns the lines that need attention in a contract.
func attentionOn(t *testing.T, c *areatest.Contract, history ...sample.Point[sample.ContractDay]) views.Attention {
	t.Helper()
	s, req, r := setup(c)
	a, err := s.attention(t.Context(), req, r, history)
	require.NoError(t, err)
	return a
}

// only returns the one line that needs attention in a contract.
func only(t *testing.T, c *areatest.Contract) views.AttentionLine {
	t.Helper()
	a := attentionOn(t, c)
	require.Len(t, a.Lines, 1)
	return a.Lines[0]
}

// kindsOf returns the kinds of lines in order.
func kindsOf(lines []views.AttentionLine) (kinds []string) {
	for _, line := range lines {
		kinds = append(kinds, line.Kind)
	}
	return kinds
}

// namesOf returns the texts of links in order.
func namesOf(links []ui.Link) (names []string) {
	for _, l := range links {
		names = append(names, l.Text)
	}
	return names
}

// valuesOf returns the values of the hidden fields with a name.
func valuesOf(fields []ui.HiddenField, name string) (values []string) {
	for _, f := range fields {
		if f.Name == name {
			values = append(values, f.Value)
		}
	}
	return values
}
