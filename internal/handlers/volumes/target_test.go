package volumes

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func TestTargetChange_NamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form  url.Values
		field string
		want  []operation.LabelChange
	}{
		"hours":       {url.Values{"do": {"set"}, "target": {"12h"}}, "", []operation.LabelChange{{Key: inventory.LabelTarget, Value: "12h"}, {Key: inventory.LabelTargetReason, Remove: true}}},
		"excluded":    {url.Values{"do": {"exclude"}, "reason": {" scratch  disk "}}, "", []operation.LabelChange{{Key: inventory.LabelTarget, Value: "none"}, {Key: inventory.LabelTargetReason, Value: "scratch disk"}}},
		"reset":       {url.Values{"do": {"reset"}}, "", []operation.LabelChange{{Key: inventory.LabelTarget, Remove: true}, {Key: inventory.LabelTargetReason, Remove: true}}},
		"no age":      {url.Values{"do": {"set"}, "target": {""}}, "target", nil},
		"too young":   {url.Values{"do": {"set"}, "target": {"0h"}}, "target", nil},
		"a word":      {url.Values{"do": {"set"}, "target": {"none"}}, "target", nil},
		"no reason":   {url.Values{"do": {"exclude"}, "reason": {" \u200b"}}, "reason", nil},
		"long reason": {url.Values{"do": {"exclude"}, "reason": {strings.Repeat("x", 64)}}, "reason", nil},
		"nothing":     {url.Values{"target": {"12h"}}, "do", nil},
		"unknown":     {url.Values{"do": {"drop"}}, "do", nil},
	} {
		changes, field, problem := targetChange(c.form)
		require.Equal(t, c.want, changes, name)
		require.Equal(t, c.field, field, name)
		require.Equal(t, c.field != "", problem != "", name)
	}
}

func TestTargetAfter_AsItWouldBe(t *testing.T) {
	t.Parallel()
	_, req := setup(areatest.NewContract().Volume("v", 1).Label("volume", "v", inventory.LabelTarget, "none").Label("volume", "v", inventory.LabelTargetReason, "scratch"), "/")
	require.Equal(t, coverage.Target{Age: day}, targetAfter(req, "v", coverage.ResetTarget()))
	require.Equal(t, coverage.Target{Age: 7 * day, Own: true}, targetAfter(req, "v", coverage.SetTarget(7*day)))
	require.Equal(t, coverage.Target{Excluded: true, Own: true, Reason: "other"}, targetAfter(req, "v", coverage.Exclude("other")))
	require.Empty(t, effectiveTarget(req, "v", coverage.Exclude("scratch")), "as it is already")
	require.Len(t, effectiveTarget(req, "v", coverage.ResetTarget()), 2)
}

func TestTargetOrigin_NamesWhoSetIt(t *testing.T) {
	t.Parallel()
	s, req := setup(areatest.NewContract(), "/")
	fixed, _ := setup(areatest.NewContract(), "/", func(d *web.Deps) { d.TargetFixed = true })
	seen := map[string]bool{}
	for _, text := range []string{
		s.targetOrigin(req, coverage.Target{}), s.targetOrigin(req, coverage.Target{Own: true}), s.targetOrigin(req, coverage.Target{Unread: "<b>"}), fixed.targetOrigin(req, coverage.Target{}),
	} {
		require.False(t, seen[text], text)
		seen[text] = true
	}
	require.Contains(t, s.targetOrigin(req, coverage.Target{Unread: "<b>"}), "<b>")
	require.Equal(t, []string{"24 h", "Excluded", "Excluded: x"}, []string{targetText(coverage.Target{Age: day}), targetText(coverage.Target{Excluded: true}), targetText(coverage.Target{Excluded: true, Reason: "x"})})
}

func TestTargetForm_ShowsWhatIsSet(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("own", 1).Volume("plain", 1).Label("volume", "own", inventory.LabelTarget, "7d")
	s, req := setup(c, "/")
	own := s.targetForm(t.Context(), req, volumeOf(req, "own"), views.TargetForm{})
	require.Equal(t, "7d", own.Target)
	require.True(t, own.Own)
	typed := s.targetForm(t.Context(), req, volumeOf(req, "own"), views.TargetForm{Target: "soon"})
	require.Equal(t, "soon", typed.Target, "what was typed stays")
	require.Empty(t, s.targetForm(t.Context(), req, volumeOf(req, "plain"), views.TargetForm{}).Target)
	require.Equal(t, own.Key, typed.Key, "the page stays as it is until something is requested")
	later, _ := setup(c, "/", func(d *web.Deps) { d.Ledger = &webtest.Ledger{Ops: []operation.Operation{{ID: "x"}}} })
	require.NotEqual(t, own.Key, later.targetForm(t.Context(), req, volumeOf(req, "own"), views.TargetForm{}).Key)
}

// recordTargets sends the form that changes several targets.
func recordTargets(t *testing.T, s *Handlers, form url.Values) (status int, html string, recorded []operation.Request) {
	t.Helper()
	c, answer := areatest.Post(auth.RoleMaintainer, web.BulkTarget+"/record", form)
	require.NoError(t, s.recordTargets(c))
	return answer.Code, answer.Body.String(), s.Engine.(*areatest.Engine).Submitted
}

func TestRecordTargets_OnlyWhatChanges(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Label("volume", "a", inventory.LabelTarget, "7d")
	for name, q := range map[string]struct {
		form   url.Values
		status int
		ids    []string
	}{
		"one has it already":   {url.Values{"vol": {"a", "b"}, "do": {"set"}, "target": {"7d"}}, http.StatusSeeOther, []string{"b"}},
		"both":                 {url.Values{"vol": {"a", "b"}, "do": {"set"}, "target": {"12h"}}, http.StatusSeeOther, []string{"a", "b"}},
		"a week is seven days": {url.Values{"vol": {"a", "b"}, "do": {"set"}, "target": {"1w"}}, http.StatusSeeOther, []string{"b"}},
		"nothing to reset":     {url.Values{"vol": {"b"}, "do": {"reset"}}, http.StatusUnprocessableEntity, nil},
		"no volumes":           {url.Values{"do": {"set"}, "target": {"7d"}}, http.StatusUnprocessableEntity, nil},
		"not a target":         {url.Values{"vol": {"a"}, "do": {"set"}, "target": {"x"}}, http.StatusUnprocessableEntity, nil},
		"by a list":            {url.Values{"match": {"/volumes?q=b"}, "do": {"exclude"}, "reason": {"scratch"}}, http.StatusSeeOther, []string{"b"}},
	} {
		s, _ := setup(c, "/")
		status, _, recorded := recordTargets(t, s, q.form)
		require.Equal(t, q.status, status, name)
		var ids []string
		for _, r := range recorded {
			require.Equal(t, operation.LabelVolume, r.Kind)
			ids = append(ids, r.VolumeID)
		}
		require.Equal(t, q.ids, ids, name)
	}
}

func TestRecordTargets_FormThatWasSentBefore(t *testing.T) {
	t.Parallel()
	s, _ := setup(areatest.NewContract().Volume("a", 1), "/", func(d *web.Deps) {
		d.Ledger = &webtest.Ledger{Ops: []operation.Operation{{ID: "x", Kind: operation.LabelVolume, Digest: "other", CreatedAt: areatest.Noon}}}
	})
	status, html, recorded := recordTargets(t, s, url.Values{"vol": {"a"}, "do": {"set"}, "target": {"7d"}})
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, html, "/operations/x")
	require.Empty(t, recorded)
}

func TestTargetSelection_BoundsAndGone(t *testing.T) {
	t.Parallel()
	s, _ := setup(areatest.NewContract().VolumesNamed(web.MaxSelected+7), "/")
	c, _ := areatest.Post(auth.RoleMaintainer, web.BulkTarget, url.Values{"match": {"/volumes"}, "vol": {"gone"}})
	require.NoError(t, web.ParseForm(c.Request()))
	f := s.targetSelectionOf(c)
	require.Len(t, f.volumes, web.MaxSelected)
	require.Len(t, f.skipped, 8)
	require.Equal(t, "gone", f.skipped[0].Subject.Text)
}
