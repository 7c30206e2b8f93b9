package forms_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/forms"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// resent returns a form about volumes that is sent again after it was recorded.
func resent(known int, missing, items []string) forms.Resent {
	return forms.Resent{
		Action: "/bulk/create", Verb: "Create", Field: "vol", Recorded: known, Missing: missing, Items: items,
		Values:  url.Values{"key": {"old"}, "seen": {"old"}, "match": {"/volumes"}, "vol": {"x"}, "name": {`a"b`}, "label": {"1", "2"}},
		Earlier: []operation.Operation{{ID: "op", Batch: "b", CreatedAt: webtest.Noon.Add(-5 * 60e9)}},
		Seen:    func(items []string) string { return strings.Join(items, "+") },
	}
}

// Each offer is a form with its own key.
func TestShowResent_OffersMissingOrAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form forms.Resent
		want []string // the items that each button records
	}{
		"some are missing":           {resent(1, []string{"b", "c"}, []string{"b", "c"}), []string{"b+c"}},
		"some could be made again":   {resent(1, []string{"b"}, []string{"a", "b"}), []string{"b", "a+b"}},
		"nothing of it was recorded": {resent(0, []string{"a", "b"}, []string{"a", "b"}), []string{"a+b"}},
	} {
		base := areatest.NewContract().Base()
		ctx, response := webtest.Request(http.MethodPost, "/bulk/create", url.Values{})
		require.NoError(t, forms.ShowResent(base, ctx, areatest.Request(base, "/bulk/create"), "volumes", c.form), name)
		require.Equal(t, http.StatusConflict, response.Code, name)
		body := response.Body.String()
		require.Contains(t, body, `href="/batches/b"`, name)
		var seen []string
		for _, m := range regexp.MustCompile(`name="seen" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			seen = append(seen, m[1])
		}
		require.Equal(t, c.want, seen, name)
	}
}
