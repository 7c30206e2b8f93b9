package sources

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/viewtest"
)

// review returns the content of the review of a form.
func (a area) review(t *testing.T, form url.Values) *viewtest.Node {
	t.Helper()
	response := a.post(t, a.reviewSources, form)
	require.Equal(t, http.StatusOK, response.Code)
	require.Empty(t, a.ledger.Ops, "a review records nothing")
	return areatest.ReadSent(t, response)
}

// The review is the form that confirms what it shows, each pair with its own box.
func TestReviewPage_SendsWhatItShows(t *testing.T) {
	t.Parallel()
	f := form("of-web/web/there", "of-db/none")
	f.Set("from", "/snapshots/sources?q=of")
	main := newArea(unknown()).review(t, f)
	sent := main.One(t, "form[method=post]")
	require.Equal(t, "/snapshots/sources/confirm", sent.Attr["action"])
	require.Equal(t, []string{"of-web/web/there", "of-db/none"}, sent.Values("input[name=pair]", "value"))
	require.Len(t, sent.All("input[name=pair][checked]"), 2)
	require.NotEmpty(t, sent.One(t, "input[name=key]").Attr["value"])
	require.NotEqual(t, "k", sent.One(t, "input[name=key]").Attr["value"], "each review is a form of its own")
	require.Equal(t, "/snapshots/sources?q=of", sent.One(t, "input[name=from]").Attr["value"])
	require.Len(t, main.All("a.button[href=/snapshots/sources?q=of]"), 1)
	require.Len(t, main.All("a[href=/datacenters/fra/volumes/web]"), 1)
	require.Empty(t, main.All("[data-error]"))
	require.Empty(t, main.All("[id=skipped-title]"))
}

// Without a pair to confirm there is no form, but a way back and the reasons.
func TestReviewPage_NothingToConfirm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pairs, reasons []string }{
		"nothing": {nil, nil}, "nonsense": {[]string{"x", "a/b/c/d", ""}, nil}, "impossible": {[]string{"foreign/web/there"}, []string{"location"}},
	} {
		main := newArea(unknown()).review(t, form(c.pairs...))
		require.Empty(t, main.All("form"), name)
		require.Equal(t, paths.SourcesPath, main.One(t, "div.empty").One(t, "a").Attr["href"], name)
		require.Equal(t, c.reasons, main.Values("li[data-reason]", "data-reason"), name)
	}
}

// The list of certain matches is confirmed as its address names it, and an address of another page names nothing.
func TestReview_ReadsListOfCertainMatches(t *testing.T) {
	t.Parallel()
	for match, want := range map[string]string{
		"/snapshots/sources?grade=certain": "s1/web/there s2/gone/gone", "/snapshots/sources?grade=certain&q=web": "s1/web/there", "/snapshots/sources?grade=certain&location=us%2Flas": "",
		"/snapshots/sources?grade=none": "", "/snapshots/sources?grade=nonsense": "", "/snapshots/sources": "", "/snapshots?grade=certain": "", "": "", "%zz": "",
		"//evil.example.org/snapshots/sources?grade=certain": "",
	} {
		var pairs []string
		for _, p := range certain(areatest.NewContract()).read(t, url.Values{"match": {match}}).pairs {
			pairs = append(pairs, p.String())
		}
		require.Equal(t, want, strings.Join(pairs, " "), match)
	}
}

// What is written already is not written again by the same click.
func TestReview_LeavesOutSourcesBeingWritten(t *testing.T) {
	t.Parallel()
	a := certain(areatest.NewContract())
	a.Operations.Put(operation.Operation{ID: "op", Version: 1, Actor: "eve", Kind: operation.LabelSnapshot, SnapshotID: "s1", State: operation.Submitting, CreatedAt: areatest.Noon, Task: operation.Task{Labels: operation.ConfirmedSource("fra", "web")}})
	f := a.read(t, url.Values{"match": {"/snapshots/sources?grade=certain"}})
	require.Len(t, f.pairs, 1)
	require.Empty(t, f.review.Skipped, "it is on its way, so there is nothing to explain")
	one := a.read(t, form("s1/web/there"))
	require.Empty(t, one.pairs)
	require.Len(t, one.review.Skipped, 1)
	require.Contains(t, one.review.Skipped[0].Reason, "eve")
}

// A list of more than can be confirmed at once is confirmed in parts.
func TestReview_LimitsPairs(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	var created [][2]string
	for i := range operation.MaxSources + 1 {
		id := "s" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		c.Snapshot(id, "", 10, hour)
		created = append(created, [2]string{id, "web"})
	}
	a := newRequestedArea(c, created...)
	f := a.read(t, url.Values{"match": {"/snapshots/sources?grade=certain"}})
	require.Len(t, f.pairs, operation.MaxSources)
	require.NotEmpty(t, f.review.More)
	require.Equal(t, labelsOfSource*operation.MaxSources, f.review.Calls)
	require.Empty(t, a.read(t, form(created[0][0]+"/web/there")).review.More)
}

// What Snapdeck inferred, what a user chose against it, and that nothing fits are told apart.
func TestReview_ShowsHowSureEachIs(t *testing.T) {
	t.Parallel()
	a := certain(areatest.NewContract().Volume("big", 999))
	req := sourceConfirmation{Request: areatest.Request(a.Base, "/")}
	tones := map[string]string{}
	for name, pair := range map[string]sourceview.Pair{"inferred": {SnapshotID: "s1", VolumeID: "web"}, "chosen": {SnapshotID: "s1", VolumeID: "db"}, "none": {SnapshotID: "s1"}} {
		pill, evidence := req.confidenceOf(pair)
		require.NotContains(t, tones, pill.Label)
		tones[pill.Label] = name
		require.Equal(t, name == "inferred", len(evidence) > 0, name)
		require.Equal(t, map[string]string{"inferred": "good", "chosen": "quiet", "none": "quiet"}[name], pill.Tone, name)
	}
}

// A volume that was deleted since the user looked is shown again before it is written.
func TestConfirm_VolumeDeletedSince(t *testing.T) {
	t.Parallel()
	a := certain(areatest.NewContract())
	require.Equal(t, "volume-deleted", a.review(t, form("s2/gone/there")).One(t, "[data-error]").Attr["data-error"])
	response := a.post(t, a.confirmSources, form("s2/gone/there"))
	require.Equal(t, http.StatusConflict, response.Code)
	require.Empty(t, a.ledger.Ops)
	main := areatest.ReadSent(t, response)
	require.Equal(t, "changed", main.One(t, "[data-error]").Attr["data-error"])
	require.Equal(t, []string{"s2/gone/gone"}, main.Values("input[name=pair]", "value"), "what the user sees now can be confirmed")
	require.Equal(t, http.StatusSeeOther, a.post(t, a.confirmSources, form("s2/gone/gone")).Code)
	require.Equal(t, operation.ConfirmedSource("fra", "gone"), a.ledger.Ops[0].Task.Labels, "a deleted volume has the data center that its request names")
}

// A key that was used for something else records nothing, whatever is left to confirm.
func TestConfirm_KeyUsedTwice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		again []string
		pairs []string // offered
	}{
		"nothing left":      {[]string{"gone/web/there"}, nil},
		"another statement": {[]string{"of-web/none"}, []string{"of-web/none"}},
		"one more":          {[]string{"of-web/web/there", "of-db/db/there"}, []string{"of-db/db/there", "of-web/web/there", "of-db/db/there"}},
	} {
		a := newArea(unknown())
		require.Equal(t, http.StatusSeeOther, a.post(t, a.confirmSources, form("of-web/web/there")).Code, name)
		response := a.post(t, a.confirmSources, form(c.again...))
		require.Equal(t, http.StatusConflict, response.Code, name)
		require.Len(t, a.ledger.Ops, 1, name)
		main := areatest.ReadSent(t, response)
		require.Equal(t, "form-used", main.One(t, "[data-error]").Attr["data-error"], name)
		require.Equal(t, c.pairs, main.Values("input[name=pair]", "value"), name)
		for _, key := range main.Values("input[name=key]", "value") {
			require.NotEqual(t, "k", key, name)
		}
	}
}

// A failing database is an error, and nothing is said to be recorded.
func TestConfirm_DatabaseAway(t *testing.T) {
	t.Parallel()
	a := newArea(unknown())
	a.ledger.Err = webtest.ErrAway
	c, _ := areatest.Post(auth.RoleMaintainer, paths.SourcesPath+"/confirm", form("of-web/web/there"))
	require.ErrorIs(t, a.confirmSources(c), webtest.ErrAway)
}

// A reload of a review leads to the list.
func TestReview_ReloadLeadsToList(t *testing.T) {
	t.Parallel()
	e := echo.New()
	newArea(unknown()).Register(e.Group(""))
	for _, path := range []string{"/review", "/confirm"} {
		response := httptest.NewRecorder()
		e.ServeHTTP(response, httptest.NewRequest(http.MethodGet, paths.SourcesPath+path, nil))
		require.Equal(t, []any{http.StatusSeeOther, paths.SourcesPath}, []any{response.Code, response.Header().Get("Location")}, path)
	}
}

// A label that is removed has no value, and one of several snapshots none in particular.
func TestLabelRow_ValueOfOneOrMany(t *testing.T) {
	t.Parallel()
	volume := operation.LabelChange{Key: inventory.LabelVolume, Value: "web"}
	require.Equal(t, "web", labelRow(volume, true).Value)
	require.NotEqual(t, "web", labelRow(volume, false).Value)
	source := operation.LabelChange{Key: inventory.LabelSource, Value: inventory.SourceConfirmed}
	require.Equal(t, inventory.SourceConfirmed, labelRow(source, false).Value, "it is the same for all")
	require.NotEmpty(t, labelRow(operation.LabelChange{Key: inventory.LabelVolume, Remove: true}, true).Value)
}
