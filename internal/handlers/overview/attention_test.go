package overview

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const day = areatest.Day

func TestAttention_MostUrgentFirst(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Quota(95, 100).Volume("none", 10).Volume("old", 10, 2*day).Volume("fails", 10).Volume("good", 10, time.Hour)
	c.Failed("fails", "server", time.Hour)
	c.Operation(
		operation.Operation{ID: "d", Kind: operation.DeleteSnapshot, State: operation.Failed, SnapshotID: "good-0", Failure: &operation.Failure{Kind: "server"}},
		operation.Operation{ID: "u", Kind: operation.CreateSnapshot, State: operation.Unknown, VolumeID: "good", Failure: &operation.Failure{Kind: operation.LostOutcome}},
		operation.Operation{ID: "p", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "old-0", NotBefore: areatest.Noon.Add(time.Minute)},
	)
	require.Equal(t, []string{"failing", "failed", "unknown", "planned", "never", "late", "quota"}, kindsOf(attentionOn(t, c).Lines))
}

func TestAttention_FailingLedgerIsAnError(t *testing.T) {
	t.Parallel()
	s, req, r := setup(areatest.NewContract(), func(d *web.Deps) { d.Ledger = &webtest.Records{Err: operation.ErrArchived} })
	_, err := s.attention(t.Context(), req, r, nil)
	require.ErrorIs(t, err, operation.ErrArchived, "prevented operations must not be missing silently")
}

func TestCoverageLines_OfferVolumesWithoutOpenCreate(t *testing.T) {
	t.Parallel()
	creating := func(id string) operation.Operation {
		return operation.Operation{ID: "create-" + id, Kind: operation.CreateSnapshot, State: operation.Queued, DatacenterID: "fra", VolumeID: id}
	}
	for name, c := range map[string]struct {
		ops  []operation.Operation
		vols []string // of the form
		href string   // or the link of the button
		post bool
	}{
		"all of them":     {vols: []string{"a", "b", "c"}, href: paths.BulkPath, post: true},
		"one is running":  {ops: []operation.Operation{creating("b")}, vols: []string{"a", "c"}, href: paths.BulkPath, post: true},
		"one is left":     {ops: []operation.Operation{creating("a"), creating("b")}, href: "/datacenters/fra/volumes/c/create"},
		"none is left":    {ops: []operation.Operation{creating("a"), creating("b"), creating("c")}},
		"another kind":    {ops: []operation.Operation{{ID: "x", Kind: operation.LabelVolume, State: operation.Queued, VolumeID: "a"}}, vols: []string{"a", "b", "c"}, href: paths.BulkPath, post: true},
		"it has ended":    {ops: []operation.Operation{{ID: "x", Kind: operation.CreateSnapshot, State: operation.Done, VolumeID: "a"}}, vols: []string{"a", "b", "c"}, href: paths.BulkPath, post: true},
		"planned is open": {ops: []operation.Operation{{ID: "x", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "a"}}, vols: []string{"b", "c"}, href: paths.BulkPath, post: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := only(t, areatest.NewContract().Volume("a", 10).Volume("b", 10).Volume("c", 10).Operation(c.ops...))
			require.Equal(t, string(coverage.Never), line.Kind)
			require.Equal(t, 3, line.Count, "volumes with a create in progress have no snapshot either")
			if c.href == "" {
				require.Empty(t, line.Actions)
				return
			}
			require.Len(t, line.Actions, 1)
			require.Equal(t, c.href, line.Actions[0].Href)
			require.Equal(t, c.post, line.Actions[0].Post)
			require.Equal(t, c.vols, valuesOf(line.Actions[0].Fields, "vol"))
		})
	}
}

func TestCoverageLines_ManyVolumesLinkToList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n      int
		post   bool
		fields int
	}{{maxFormIDs, true, maxFormIDs}, {maxFormIDs + 1, false, 0}, {10_000, false, 0}} {
		line := only(t, areatest.NewContract().VolumesNamed(c.n))
		require.Equal(t, c.n, line.Count)
		require.Len(t, line.Names, maxNames)
		require.Equal(t, "/volumes?coverage=never", line.More.Href)
		require.Contains(t, line.More.Text, "more")
		require.Len(t, line.Actions, 1)
		require.Equal(t, c.post, line.Actions[0].Post, "%d volumes", c.n)
		require.Len(t, line.Actions[0].Fields, c.fields, "%d volumes", c.n)
	}
}

func TestCoverageLines_NamesLongestLate(t *testing.T) {
	t.Parallel()
	line := only(t, areatest.NewContract().Volume("a", 10, 2*day).Volume("worst", 10, 9*day).Volume("c", 10, 3*day))
	require.Equal(t, "late", line.Kind)
	require.Equal(t, "warn", line.Tone)
	require.Equal(t, "worst", namesOf(line.Names)[0])
	require.Contains(t, line.Text, "worst")
	require.Contains(t, line.Text, "9 days")
	require.Empty(t, line.More, "three names are all")
}

func TestCoverageLines_OfUnknownAgeSayNone(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10).Snapshot("s", "a", 10, 0, func(s *inventory.Snapshot) { s.Metadata.CreatedDate = time.Time{} })
	line := only(t, c)
	require.Equal(t, "late", line.Kind)
	require.Empty(t, line.Text, "a snapshot without a date has no known age")
}

func TestCoverageLines_NoneBeforeContractIsRead(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10)
	c.Loading = inventory.Progress{Done: 1, Total: 2}
	require.Empty(t, attentionOn(t, c).Lines)
}

func TestCoverageLines_HostileNamesStayLinks(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 10)
	c.Volumes[0].Name = "\u200b\u202e"
	line := only(t, c)
	require.Equal(t, "/datacenters/fra/volumes/a", line.Names[0].Href)
	require.NotContains(t, line.Names[0].Text, "\u202e")
	require.NotContains(t, line.Actions[0].About, "\u202e")
}

func TestCreateAction_FormForOneReviewForSeveral(t *testing.T) {
	t.Parallel()
	v := areatest.NewContract().Volume("a/b", 10).Volume("b", 10).View()
	one := createAction(v, []string{"a/b"})
	require.Equal(t, "/datacenters/fra/volumes/a%2Fb/create", one.Href)
	require.False(t, one.Post)
	require.Contains(t, one.About, "a/b")
	several := createAction(v, []string{"b", "a/b"})
	require.Equal(t, paths.BulkPath, several.Href)
	require.True(t, several.Post)
	require.Equal(t, []string{"b", "a/b"}, valuesOf(several.Fields, "vol"))
}

func TestQuotaLines_FromNineTenthsOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		used, limit int64
		tone        string // empty: no line
		free        string
	}{
		{0, 0, "", ""}, {500, 0, "", ""}, {899, 1000, "", ""}, {900, 1000, "warn", "100 GB free"}, {949, 1000, "warn", "51 GB free"}, {950, 1000, "bad", "50 GB free"},
		{1000, 1000, "bad", "0 GB free"}, {1200, 1000, "bad", "0 GB free"},
	} {
		lines := attentionOn(t, areatest.NewContract().Quota(c.used, c.limit)).Lines
		if c.tone == "" {
			require.Empty(t, lines, "%d of %d", c.used, c.limit)
			continue
		}
		require.Len(t, lines, 1)
		require.Equal(t, c.tone, lines[0].Tone, "%d of %d", c.used, c.limit)
		require.Contains(t, lines[0].Text, c.free)
		require.Equal(t, string(auth.RightMaintain), lines[0].Actions[0].Right, "only who may delete frees space")
	}
}

func TestQuotaLines_CountWaiting(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Quota(910, 1000).Volume("a", 40, time.Hour)
	c.Operation(operation.Operation{ID: "x", Kind: operation.CreateSnapshot, State: operation.Waiting, VolumeID: "a", SizeGB: 40})
	require.Contains(t, only(t, c).Text, "40 GB")
	require.NotContains(t, only(t, areatest.NewContract().Quota(910, 1000)).Text, ",", "without anything waiting there is nothing to add")
}

func TestQuotaLines_SSDHasNoSnapshotsToDelete(t *testing.T) {
	t.Parallel()
	lines := attentionOn(t, areatest.NewContract().Quota(910, 1000).SSDQuota(99, 100)).Lines
	require.Equal(t, []string{"attention-quota-HDD", "attention-quota-SSD"}, []string{lines[0].ID, lines[1].ID})
	require.NotEmpty(t, lines[0].Actions)
	require.Empty(t, lines[1].Actions)
	require.Equal(t, "bad", lines[1].Tone)
}

func TestWellText_NamesOldestGood(t *testing.T) {
	t.Parallel()
	s, req, r := setup(areatest.NewContract().Volume("young", 10, time.Hour).Volume("older", 10, 20*time.Hour).Volume("excluded", 10, 90*day).
		Label("volume", "excluded", inventory.LabelTarget, "none"))
	require.NotNil(t, s)
	id, age := oldestGood(r, req.Now)
	require.Equal(t, "older", id)
	require.Equal(t, 20*time.Hour, age)
	require.Contains(t, wellText(req, r), "older")
}

func TestWellText_DiffersByCoverage(t *testing.T) {
	t.Parallel()
	own := areatest.NewContract().Volume("a", 10, time.Hour).Label("volume", "a", inventory.LabelTarget, "7d")
	loading := areatest.NewContract()
	loading.Loading = inventory.Progress{Done: 1, Total: 2}
	seen := map[string]string{}
	for name, c := range map[string]*areatest.Contract{
		"loading": loading, "empty": areatest.NewContract(), "not all protected": areatest.NewContract().Volume("a", 10), "all": areatest.NewContract().Volume("a", 10, time.Hour),
		"some excluded": areatest.NewContract().Volume("a", 10, time.Hour).Volume("x", 10).Label("volume", "x", inventory.LabelTarget, "none"), "own target": own,
	} {
		_, req, r := setup(c)
		text := wellText(req, r)
		require.NotEmpty(t, text)
		require.Empty(t, seen[text], "%s reads like %s", name, seen[text])
		seen[text] = name
	}
}

func TestOldestGood_FutureSnapshotsAreNew(t *testing.T) {
	t.Parallel()
	_, req, r := setup(areatest.NewContract().Volume("a", 10, -time.Hour))
	id, age := oldestGood(r, req.Now)
	require.Equal(t, "a", id)
	require.Zero(t, age, "clocks differ; nothing is younger than now")
	_, req, r = setup(areatest.NewContract().Volume("a", 10))
	id, _ = oldestGood(r, req.Now)
	require.Empty(t, id)
}

func TestSourceLines_LikelyAreCountedApart(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("disk-a", 10).Snapshot("s", "", 10, time.Hour, func(s *inventory.Snapshot) { s.Name = "disk-a" })
	require.Equal(t, []string{"never"}, kindsOf(attentionOn(t, c).Lines), "nothing is inferred yet")
	c.Inferred = true
	line := only(t, c)
	require.Equal(t, "likely", line.Kind)
	require.Equal(t, 1, line.Count)
	require.Equal(t, paths.SourcesPath+"?grade=likely", line.Href)
	require.Equal(t, string(auth.RightMaintain), line.Actions[0].Right)
	require.False(t, line.Actions[0].Post, "a likely source is looked at before it is written")
}

func TestTwiceLines_OfferNewestDeletable(t *testing.T) {
	t.Parallel()
	twice := func(change ...func(*areatest.Contract)) (string, string) {
		op := operation.Operation{
			ID: "op", Version: 1, Kind: operation.CreateSnapshot, State: operation.Done, VolumeID: "a", CreatedAt: areatest.Noon.Add(-2 * time.Hour),
			FinishedAt: areatest.Noon.Add(-time.Hour), Sends: 2,
		}
		marked := func(s *inventory.Snapshot) {
			s.Description = inventory.Marker{OperationID: "op", VolumeID: "a"}.String()
		}
		c := areatest.NewContract().Volume("a", 10).Snapshot("first", "", 10, 3*time.Hour, marked).Snapshot("second", "", 10, 2*time.Hour, marked)
		for _, f := range change {
			f(c)
		}
		s, req, _ := setup(c, func(d *web.Deps) { d.Ledger = &webtest.Records{Ops: []operation.Operation{op}} })
		lines := s.twiceLines(t.Context(), req)
		require.Len(t, lines, 1)
		require.Equal(t, 2, lines[0].Count)
		if len(lines[0].Actions) == 0 {
			return "", lines[0].Text
		}
		require.True(t, lines[0].Actions[0].Surplus)
		return lines[0].Actions[0].Href, lines[0].Text
	}
	href, _ := twice()
	require.Equal(t, "/snapshots/second/delete", href)
	href, _ = twice(func(c *areatest.Contract) { c.Locked("second", "audit") })
	require.Equal(t, "/snapshots/first/delete", href, "a locked snapshot is not offered")
	href, locked := twice(func(c *areatest.Contract) { c.Locked("second", "audit").Locked("first", "audit") })
	require.Empty(t, href)
	href, leaving := twice(func(c *areatest.Contract) {
		c.Operation(operation.Operation{ID: "d", Kind: operation.DeleteSnapshot, State: operation.Waiting, SnapshotID: "second"})
	})
	require.Empty(t, href)
	require.NotEqual(t, locked, leaving)
}

func TestMoreNames_CountsUnlistedOnes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 1: "", maxNames: "", maxNames + 1: "1", 10_000: "9"} {
		link := moreNames(n, "/there")
		require.Equal(t, want != "", link.Href == "/there", strconv.Itoa(n))
		require.Contains(t, link.Text, want)
	}
}
