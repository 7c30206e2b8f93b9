package volumes

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func TestTargetChange_NamesInvalidField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form  url.Values
		field string
	}{
		"nothing":               {nil, "do"},
		"something else":        {url.Values{"do": {"delete"}}, "do"},
		"a target":              {url.Values{"do": {"set"}, "target": {"7d"}}, ""},
		"no target":             {url.Values{"do": {"set"}}, "target"},
		"a target below 1 h":    {url.Values{"do": {"set"}, "target": {"59m"}}, "target"},
		"a negative target":     {url.Values{"do": {"set"}, "target": {"-1d"}}, "target"},
		"a target for ever":     {url.Values{"do": {"set"}, "target": {strings.Repeat("9", 30) + "d"}}, "target"},
		"markup for a target":   {url.Values{"do": {"set"}, "target": {"<b>7d</b>"}}, "target"},
		"a reason":              {url.Values{"do": {"exclude"}, "reason": {"scratch"}}, ""},
		"no reason":             {url.Values{"do": {"exclude"}, "target": {"7d"}}, "reason"},
		"an invisible reason":   {url.Values{"do": {"exclude"}, "reason": {"\u200b\u2060"}}, "reason"},
		"63 characters":         {url.Values{"do": {"exclude"}, "reason": {strings.Repeat("ü", 63)}}, ""},
		"64 characters":         {url.Values{"do": {"exclude"}, "reason": {strings.Repeat("ü", 64)}}, "reason"},
		"the contract's target": {url.Values{"do": {"reset"}}, ""},
	} {
		changes, field, problem := targetChange(c.form)
		require.Equal(t, c.field, field, name)
		require.Equal(t, c.field != "", problem != "", name)
		require.Equal(t, c.field == "", len(changes) > 0, name)
	}
}

func TestTargetForm_ShowsTargetAndOrigin(t *testing.T) {
	t.Parallel()
	origins := map[string]string{}
	for name, c := range map[string]struct {
		contract      *areatest.Contract
		fixed         bool
		own, excluded bool
		filled        string
	}{
		"of the contract":    {areatest.NewContract().Volume("web", 10), false, false, false, ""},
		"of the environment": {areatest.NewContract().Volume("web", 10), true, false, false, ""},
		"its own":            {withTarget("7d", ""), false, true, false, "7d"},
		"an unread label":    {withTarget("weekly", ""), false, false, false, ""},
	} {
		f := recording(c.contract, func(d *web.Deps) { d.TargetFixed = c.fixed })
		vol, _ := f.Mirror.View().Volume("web")
		form := f.targetForm(t.Context(), f.ofVolume("web"), vol, views.TargetForm{})
		require.Equal(t, c.own, form.Own, name)
		require.Equal(t, c.excluded, strings.HasPrefix(form.Now, "Excluded"), name)
		require.Equal(t, c.filled, form.Target, name)
		require.Equal(t, "/datacenters/fra/volumes/web/target", form.Action)
		require.Empty(t, origins[form.From], "%s reads like %s", name, origins[form.From])
		origins[form.From] = name
	}
	f := recording(withTarget("none", "scratch <disk>"))
	vol, _ := f.Mirror.View().Volume("web")
	form := f.targetForm(t.Context(), f.ofVolume("web"), vol, views.TargetForm{})
	require.Contains(t, form.Now, "scratch <disk>")
	require.Empty(t, form.Target)
}

func TestTargetForm_KeepsInput(t *testing.T) {
	t.Parallel()
	f := recording(withTarget("7d", ""))
	vol, _ := f.Mirror.View().Volume("web")
	form := f.targetForm(t.Context(), f.ofVolume("web"), vol, views.TargetForm{Do: "set", Target: "soon", Field: "target", Problem: "no"})
	require.Equal(t, "soon", form.Target)
	require.Equal(t, "target", form.Field)
}

// A form that was rendered before another request was recorded is another form.
func TestVolumeFormKey_ChangesWithEachRequest(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web", 10).Volume("db", 10))
	first := f.volumeFormKey(t.Context(), "web")
	require.Equal(t, first, f.volumeFormKey(t.Context(), "web"), "the key stays while nothing is requested")
	require.NotEqual(t, first, f.volumeFormKey(t.Context(), "db"))
	_, err := send(f.changeTarget, "/datacenters/fra/volumes/web/target", "web", url.Values{"key": {first}, "do": {"set"}, "target": {"7d"}})
	require.NoError(t, err)
	require.NotEqual(t, first, f.volumeFormKey(t.Context(), "web"))
	f.ledger.Err = webtest.ErrAway
	require.Equal(t, first, f.volumeFormKey(t.Context(), "web"), "a page is shown without the ledger")
}

func TestChangeTarget_FormIsRecordedOnce(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web", 10))
	form := url.Values{"key": {"k"}, "do": {"set"}, "target": {"7d"}}
	for range 2 {
		response, err := send(f.changeTarget, "/datacenters/fra/volumes/web/target", "web", form)
		require.NoError(t, err)
		require.Equal(t, http.StatusSeeOther, response.Code)
		require.True(t, strings.HasPrefix(response.Header().Get("Location"), "/datacenters/fra/volumes/web"))
	}
	require.Len(t, f.new(), 1)
	op := f.new()[0]
	require.Equal(t, operation.LabelVolume, op.Kind)
	require.Equal(t, "web", op.VolumeID)
	require.Contains(t, op.Task.Labels, operation.LabelChange{Key: inventory.LabelTarget, Value: "7d"})
}

func TestChangeTarget_RefusalShowsVolumeAndField(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web", 10))
	response, err := send(f.changeTarget, "/datacenters/fra/volumes/web/target", "web", url.Values{"do": {"set"}, "target": {"soon"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, response.Code)
	html := response.Body.String()
	require.True(t, strings.Contains(html, `value="soon"`), "the input is kept")
	require.True(t, strings.Contains(html, `data-error="target"`))
	require.False(t, strings.Contains(html, `http-equiv="refresh"`), "a reload would lose the input")
	require.False(t, strings.Contains(html, `/target?`), "links lead to the page, not to where its form was sent")
	require.Empty(t, f.new())
}

func TestChangeTarget_VolumeNotFound(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web", 10))
	form := url.Values{"key": {"k"}, "do": {"reset"}}
	_, err := send(f.changeTarget, "/x", "gone", form)
	require.ErrorAs(t, err, &problem.NotFound{})
	_, err = send(f.changeTarget, "/datacenters/fra/volumes/web/target", "web", form)
	require.NoError(t, err)
	later := recording(areatest.NewContract())
	later.ledger.Ops = f.ledger.Ops
	response, err := send(later.changeTarget, "/datacenters/fra/volumes/web/target", "web", form)
	require.NoError(t, err)
	require.Contains(t, response.Header().Get("Location"), "notice=earlier.", "the recorded operation is reported, though the volume is gone")
}

func TestTargetAfter_FollowsChangedLabels(t *testing.T) {
	t.Parallel()
	changes := func(form url.Values) []operation.LabelChange {
		c, _, _ := targetChange(form)
		return c
	}
	set, exclude, reset := changes(url.Values{"do": {"set"}, "target": {"7d"}}), changes(url.Values{"do": {"exclude"}, "reason": {"scratch"}}), changes(url.Values{"do": {"reset"}})
	for name, c := range map[string]struct {
		contract *areatest.Contract
		changes  []operation.LabelChange
		want     string
		differs  int // labels that would change
	}{
		"set where none is":        {areatest.NewContract().Volume("web", 10), set, "7 d", 1},
		"set to the same":          {withTarget("7d", ""), set, "7 d", 0},
		"set instead of excluded":  {withTarget("none", "old"), set, "7 d", 2},
		"exclude":                  {withTarget("7d", ""), exclude, "Excluded: scratch", 2},
		"exclude for a new reason": {withTarget("none", "old"), exclude, "Excluded: scratch", 1},
		"exclude for the same":     {withTarget("none", "scratch"), exclude, "Excluded: scratch", 0},
		"reset an excluded volume": {withTarget("none", "old"), reset, "24 h", 2},
		"reset without a target":   {areatest.NewContract().Volume("web", 10), reset, "24 h", 0},
		"reset an unread label":    {withTarget("weekly", ""), reset, "24 h", 1},
	} {
		f := recording(c.contract)
		require.Equal(t, c.want, targetText(targetAfter(f.ofVolume("web"), "web", c.changes)), name)
		require.Len(t, effectiveTarget(f.ofVolume("web"), "web", c.changes), c.differs, name)
	}
}

// targetsForm returns a form about the targets of volumes.
func targetsForm(do string, volumes ...string) url.Values {
	return url.Values{"key": {"k"}, "do": {do}, "target": {"7d"}, "reason": {"scratch"}, "vol": volumes}
}

func TestBulkTarget_RecordsOnlyDifferences(t *testing.T) {
	t.Parallel()
	c := withTarget("7d", "").Volume("db", 10).Volume("log", 10)
	f := recording(c)
	response, err := send(f.recordTargets, paths.BulkTarget+"/record", "", targetsForm("set", "web", "db", "log", "db", "", "gone"))
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Len(t, f.new(), 2)
	require.NotEmpty(t, f.new()[0].Batch)
	for _, op := range f.new() {
		require.NotEqual(t, "web", op.VolumeID, "it has this target already")
	}
}

func TestBulkTarget_WeekIsSevenDays(t *testing.T) {
	t.Parallel()
	f := recording(withTarget("7d", "").Volume("db", 10))
	form := targetsForm("set", "web", "db")
	form.Set("target", "1w")
	_, err := send(f.recordTargets, paths.BulkTarget+"/record", "", form)
	require.NoError(t, err)
	require.Len(t, f.new(), 1)
	require.Equal(t, "db", f.new()[0].VolumeID)
}

func TestBulkTarget_RecordsNothingForMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract *areatest.Contract
		form     url.Values
	}{
		"all have it":   {withTarget("7d", ""), targetsForm("set", "web")},
		"no change":     {withTarget("7d", ""), targetsForm("", "web")},
		"no volumes":    {withTarget("7d", ""), targetsForm("reset")},
		"a bad target":  {withTarget("7d", ""), url.Values{"do": {"set"}, "target": {"x"}, "vol": {"web"}}},
		"only gone":     {withTarget("7d", ""), targetsForm("reset", "gone")},
		"empty reason":  {withTarget("7d", ""), url.Values{"do": {"exclude"}, "vol": {"web"}}},
		"empty account": {areatest.NewContract(), targetsForm("set")},
	} {
		f := recording(c.contract)
		response, err := send(f.recordTargets, paths.BulkTarget+"/record", "", c.form)
		require.NoError(t, err, name)
		require.Equal(t, http.StatusUnprocessableEntity, response.Code, name)
		require.Empty(t, f.new(), name)
	}
}

func TestBulkTarget_FormIsRecordedOnce(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web", 10).Volume("db", 10))
	_, err := send(f.recordTargets, paths.BulkTarget+"/record", "", targetsForm("set", "web", "db"))
	require.NoError(t, err)
	response, err := send(f.recordTargets, paths.BulkTarget+"/record", "", targetsForm("set", "web", "db"))
	require.NoError(t, err)
	require.Contains(t, response.Header().Get("Location"), "notice=earlier.")
	response, err = send(f.recordTargets, paths.BulkTarget+"/record", "", targetsForm("exclude", "web", "db"))
	require.NoError(t, err)
	require.Equal(t, http.StatusConflict, response.Code, "the same form with other content needs a confirmation")
	require.Len(t, f.new(), 2)
}

func TestBulkTarget_SelectsWholeList(t *testing.T) {
	t.Parallel()
	f := recording(areatest.NewContract().Volume("web-1", 10).Volume("web-2", 10).Volume("db", 10))
	form := targetsForm("set", "db")
	form.Set("match", "/volumes?q=web")
	_, err := send(f.recordTargets, paths.BulkTarget+"/record", "", form)
	require.NoError(t, err)
	require.Len(t, f.new(), 3)
}

func TestBulkTarget_LimitsBatch(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().VolumesNamed(selection.MaxSelected + 2)
	f := recording(c)
	form := targetsForm("set")
	for _, vol := range c.Volumes {
		form.Add("vol", vol.ID)
	}
	post, _ := areatest.Post(auth.RoleAdmin, "/x", form)
	selected := f.targetSelectionOf(post)
	require.Len(t, selected.volumes, selection.MaxSelected)
	require.Len(t, selected.skipped, 2)
}

func TestBulkTargetReview_ShowsNowAndThen(t *testing.T) {
	t.Parallel()
	f := recording(withTarget("7d", "").Volume("db", 10, time.Hour))
	response, err := send(f.reviewTargets, paths.BulkTarget, "", targetsForm("set", "web", "db", "gone"))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.Code)
	html := response.Body.String()
	for part, shown := range map[string]bool{`value="web"`: true, `value="db"`: true, `value="gone"`: false, `action="/bulk/volumes/target/record"`: true} {
		require.Equal(t, shown, strings.Contains(html, part), part)
	}
	require.Empty(t, f.new(), "a review records nothing")
}
