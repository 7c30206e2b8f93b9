package handlers_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
	"snapdeck/internal/views/viewtest"
)

// protectedMirror is a contract given by its volumes and the ages of their snapshots.
type protectedMirror struct {
	view *inventory.View
}

func (m protectedMirror) View() *inventory.View  { return m.view }
func (protectedMirror) Health() inventory.Health { return inventory.Health{ReadAt: noon} }

// contractOf returns a contract with a volume for each name, whose snapshots have the given ages.
func contractOf(volumes map[string][]time.Duration, change ...func(*inventory.Listings)) protectedMirror {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "fra", Name: "prod-fra", Location: "de/fra"}}}
	for name, ages := range volumes {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: "v-" + name, DatacenterID: "fra", Name: name, SizeGB: 10, Metadata: inventory.Metadata{State: inventory.StateAvailable}})
		for i, age := range ages {
			l.Snapshots = append(l.Snapshots, snapshotOf("v-"+name, name+"-"+strconv.Itoa(i), age))
		}
	}
	for _, f := range change {
		f(&l)
	}
	return protectedMirror{inventory.NewView(l, noon)}
}

func snapshotOf(volumeID, id string, age time.Duration) inventory.Snapshot {
	return inventory.Snapshot{
		ID: id, Name: id, SizeGB: 10, Location: "de/fra", Description: inventory.Marker{OperationID: "o-" + id, VolumeID: volumeID}.String(),
		Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-age)},
	}
}

// overviewOn returns the dashboard of a contract with failed attempts, with ada logged in.
func overviewOn(t *testing.T, m web.Mirror, attempts map[string]coverage.Attempt, prepare ...func(*web.Deps)) *dashboard {
	t.Helper()
	d := setupOn(t, m, append([]func(*web.Deps){func(deps *web.Deps) {
		now, tried := deps.Now, coverage.NewAttempts(attempts)
		deps.Coverage = func() *coverage.Report {
			return coverage.Of(m.View(), coverage.Facts{Target: 24 * time.Hour, Attempts: tried, Now: now()})
		}
	}}, prepare...)...)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

var attentionPattern = regexp.MustCompile(`<li id="([^"]*)" class="[^"]*" data-attention="([^"]*)" data-cause="([^"]*)" data-state="[^"]*" data-kind="[^"]*" data-count="(\d+)">`)

// attentionOn returns the lines of the overview: "failing/quota 2".
func attentionOn(page string) (lines []string) {
	for _, m := range attentionPattern.FindAllStringSubmatch(page, -1) {
		line := m[2]
		if m[3] != "" {
			line += "/" + m[3]
		}
		lines = append(lines, line+" "+m[4])
	}
	return lines
}

var partPattern = regexp.MustCompile(`<li data-state="([a-z]+)" data-count="(\d+)"><a href="([^"]*)">`)

func TestOverview_CountsEachState(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{
		"good": {time.Hour}, "better": {time.Minute, 30 * time.Hour}, "late": {25 * time.Hour}, "never": nil, "failed": {50 * time.Hour}, "spared": nil,
	}, func(l *inventory.Listings) {
		l.Labels = []inventory.Label{{ResourceType: "volume", ResourceID: "v-spared", Key: inventory.LabelTarget, Value: "none"}}
	})
	d := overviewOn(t, m, map[string]coverage.Attempt{"v-failed": {At: noon.Add(-time.Hour), Failed: true, Cause: operation.CodeQuota}})
	page, _ := d.get("/")
	counts := map[string]string{}
	for _, part := range partPattern.FindAllStringSubmatch(page, -1) {
		counts[part[1]] = part[2]
		require.Equal(t, "/volumes?coverage="+part[1], part[3])
	}
	require.Equal(t, map[string]string{"protected": "2", "probably": "0", "late": "1", "never": "1", "failing": "1", "excluded": "1"}, counts)
	require.Contains(t, page, `data-complete="true"`)
	require.Equal(t, 5, strings.Count(page, `tabindex="-1"><rect data-state=`), "a state without volumes has no part in the bar")
}

// Each number links to a list of as many volumes.
func TestOverview_NumbersEqualFilteredLists(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"good": {time.Hour}, "late": {25 * time.Hour}, "later": {50 * time.Hour}, "never": nil})
	d := overviewOn(t, m, nil)
	if none, _ := d.get("/volumes?coverage=excluded"); strings.Contains(none, `<tr id="row-v-`) {
		t.Skip("the list of volumes has no filter by coverage yet")
	}
	page, _ := d.get("/")
	for _, part := range partPattern.FindAllStringSubmatch(page, -1) {
		list, response := d.get(part[3])
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.Equal(t, part[2], strconv.Itoa(strings.Count(list, `<tr id="row-v-`)), part[1])
	}
}

func TestOverview_BeforeContractIsRead(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"good": {time.Hour}, "never": nil})
	m.view.Loading = inventory.Progress{Done: 1, Total: 3}
	page, _ := overviewOn(t, m, nil).get("/")
	require.Contains(t, page, `data-complete="false"`)
	require.Contains(t, page, "1 of 3 data centers")
	require.Empty(t, partPattern.FindAllString(page, -1))
	require.Empty(t, attentionOn(page))
	require.NotContains(t, page, `id="heat-title"`)
}

func TestOverview_EmptyContract(t *testing.T) {
	t.Parallel()
	page, _ := overviewOn(t, contractOf(nil), nil).get("/")
	require.NotContains(t, page, `class="button primary"`)
	require.Empty(t, partPattern.FindAllString(page, -1))
	require.Empty(t, attentionOn(page))
	require.Contains(t, page, `class="well"`)
	require.NotContains(t, page, `id="heat-title"`)
}

func TestOverview_AllWellIsOneSentence(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"good": {time.Hour}, "web-02-data": {21 * time.Hour, 30 * time.Hour}})
	page, _ := overviewOn(t, m, nil).get("/")
	require.Empty(t, attentionOn(page))
	well := viewtest.Parse(t, page).One(t, "p.well").Words()
	for _, want := range []string{"24 h", "web-02-data", "21 h"} {
		require.Contains(t, well, want)
	}
}

func TestOverview_AttentionLines(t *testing.T) {
	t.Parallel()
	failed := func(cause string) coverage.Attempt {
		return coverage.Attempt{At: noon.Add(-time.Hour), Failed: true, Cause: cause}
	}
	quota := func(used, limit int64) func(*inventory.Listings) {
		return func(l *inventory.Listings) {
			l.Contract.Limits.HDDProvisionedMB, l.Contract.Limits.HDDPerContractMB = used*1024, limit*1024
		}
	}
	old := 48 * time.Hour
	finished := func(id string, kind operation.Kind, state operation.State, f operation.Failure) operation.Operation {
		return operation.Operation{ID: id, Kind: kind, State: state, SnapshotID: "s", VolumeID: "v-a", CreatedAt: noon.Add(-2 * time.Hour), UpdatedAt: noon.Add(-time.Hour), FinishedAt: noon.Add(-time.Hour), Failure: &f}
	}
	for name, c := range map[string]struct {
		volumes  map[string][]time.Duration
		change   func(*inventory.Listings)
		attempts map[string]coverage.Attempt
		ops      []operation.Operation
		want     []string
		shows    []string
	}{
		"never and late": {
			volumes: map[string][]time.Duration{"a": nil, "b": nil, "c": {old}}, want: []string{"never 2", "late 1"},
			shows: []string{`action="/bulk"`, `name="vol" value="v-a"`, `href="/datacenters/fra/volumes/v-c/create"`},
		},
		"a snapshot in progress is not offered again": {
			volumes: map[string][]time.Duration{"a": nil, "b": nil, "c": nil}, want: []string{"never 3"}, shows: []string{"1 snapshot in progress", "Create 2 snapshots"},
			ops: []operation.Operation{{ID: "x", Kind: operation.CreateSnapshot, State: operation.Queued, DatacenterID: "fra", VolumeID: "v-a", CreatedAt: noon, UpdatedAt: noon}},
		},
		"failures by cause": {
			volumes:  map[string][]time.Duration{"a": {old}, "b": {old}, "c": {old}},
			attempts: map[string]coverage.Attempt{"v-a": failed("quota"), "v-b": failed("quota"), "v-c": failed("server")},
			want:     []string{"failing/quota 2", "failing/server 1"}, shows: []string{`action="/failures/dismiss"`, `href="/snapshots?sort=created"`},
		},
		"a failure of a protected volume": {
			volumes: map[string][]time.Duration{"a": {2 * time.Hour}}, attempts: map[string]coverage.Attempt{"v-a": failed("server")}, want: []string{"failing/server 1"},
		},
		"a newer good snapshot ends a failure": {
			volumes: map[string][]time.Duration{"a": {time.Minute}}, attempts: map[string]coverage.Attempt{"v-a": failed("server")},
		},
		"an operation that creates no snapshot failed": {
			volumes: map[string][]time.Duration{"a": {time.Minute}}, ops: []operation.Operation{finished("x", operation.DeleteSnapshot, operation.Failed, operation.Failure{Kind: "forbidden"})},
			want: []string{"failed/forbidden 1"}, shows: []string{`value="delete-snapshot/forbidden"`, `href="/operations/x"`},
		},
		"an unknown outcome": {
			volumes: map[string][]time.Duration{"a": {time.Minute}}, ops: []operation.Operation{finished("x", operation.CreateSnapshot, operation.Unknown, operation.Failure{Kind: "lost"})},
			want: []string{"unknown 1"}, shows: []string{`href="/operations/x"`},
		},
		"a planned deletion": {
			volumes: map[string][]time.Duration{"a": {time.Minute}},
			ops:     []operation.Operation{{ID: "x", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "a-0", CreatedAt: noon, UpdatedAt: noon, NotBefore: noon.Add(9 * time.Minute)}},
			want:    []string{"planned 1"}, shows: []string{`action="/operations/x/cancel"`},
		},
		"a prevented operation": {
			volumes: map[string][]time.Duration{"a": {time.Minute}}, ops: []operation.Operation{finished("x", operation.DeleteSnapshot, operation.Cancelled, operation.Failure{Kind: operation.CauseLocked})},
			want: []string{"prevented/locked 1"},
		},
		"an almost full quota": {
			volumes: map[string][]time.Duration{"a": {time.Minute}}, change: quota(9029, 9600), want: []string{"quota 1"}, shows: []string{"94 %", "571 GB free"},
		},
		"99.9 % is not full": {volumes: map[string][]time.Duration{"a": {time.Minute}}, change: quota(9589, 9600), want: []string{"quota 1"}, shows: []string{"99 %"}},
		"89 % is no news":    {volumes: map[string][]time.Duration{"a": {time.Minute}}, change: quota(8999, 10000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := c.change
			if change == nil {
				change = func(*inventory.Listings) {}
			}
			d := overviewOn(t, contractOf(c.volumes, change), c.attempts)
			d.record(c.ops...)
			page, response := d.get("/")
			require.Equal(t, http.StatusOK, response.StatusCode)
			require.Equal(t, c.want, attentionOn(page))
			for _, text := range c.shows {
				require.Contains(t, page, text)
			}
		})
	}
}

// dismissals returns the forms of a page that dismiss failures, by their cause.
func dismissals(page string) map[string]url.Values {
	forms := map[string]url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="cause" value="([^"]*)"><input type="hidden" name="seen" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		forms[m[1]] = url.Values{"cause": {m[1]}, "seen": {m[2]}}
	}
	return forms
}

func TestDismiss_UntilNextFailure(t *testing.T) {
	t.Parallel()
	tried := coverage.NewAttempts(map[string]coverage.Attempt{"v-a": {At: noon.Add(-time.Hour), Failed: true, Cause: "server"}, "v-b": {At: noon.Add(-time.Hour), Failed: true, Cause: "quota"}})
	m := contractOf(map[string][]time.Duration{"a": {2 * time.Hour}, "b": {2 * time.Hour}})
	d := overviewOn(t, m, nil, func(deps *web.Deps) {
		now := deps.Now
		deps.Coverage = func() *coverage.Report {
			return coverage.Of(m.View(), coverage.Facts{Target: 24 * time.Hour, Attempts: tried, Now: now()})
		}
	})
	page, _ := d.get("/")
	require.Equal(t, []string{"failing/quota 1", "failing/server 1"}, attentionOn(page))
	require.Contains(t, page, `id="open-failures-side" class="count" data-count="2"`)
	form := dismissals(page)["server"]
	require.Equal(t, http.StatusSeeOther, d.post("/failures/dismiss", form))
	page, _ = d.get("/")
	require.Equal(t, []string{"failing/quota 1"}, attentionOn(page))
	require.Contains(t, page, `id="open-failures-side" class="count" data-count="1"`)
	require.Len(t, viewtest.Parse(t, page).One(t, "details.dismissed").All("li"), 1)
	require.Equal(t, "dismiss-failure", d.auditEntries()[0].Action)

	d.clock.move(time.Minute)
	tried.Put(operation.Operation{
		ID: "next", Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "v-a", CreatedAt: noon.Add(30 * time.Second), UpdatedAt: noon.Add(30 * time.Second),
		FinishedAt: noon.Add(30 * time.Second), Failure: &operation.Failure{Kind: "server"},
	})
	require.Equal(t, http.StatusSeeOther, d.post("/failures/dismiss", form), "an unseen failure is not dismissed")
	page, _ = d.get("/?x=1")
	require.ElementsMatch(t, []string{"failing/server 1", "failing/quota 1"}, attentionOn(page))
}

func TestDismiss_RefusesUnreadableForm(t *testing.T) {
	t.Parallel()
	d := overviewOn(t, contractOf(nil), nil)
	seen := noon.Format(time.RFC3339Nano)
	for name, form := range map[string]url.Values{
		"no cause": {"seen": {seen}}, "no time": {"cause": {"server"}}, "no such time": {"cause": {"server"}, "seen": {"now"}},
		"a novel": {"cause": {strings.Repeat("x", 200)}, "seen": {seen}},
	} {
		require.Equal(t, http.StatusBadRequest, d.post("/failures/dismiss", form), name)
	}
}

func TestDismiss_OtherOperations(t *testing.T) {
	t.Parallel()
	d := overviewOn(t, contractOf(map[string][]time.Duration{"a": {time.Minute}}), nil)
	d.record(operation.Operation{
		ID: "x", Kind: operation.DeleteSnapshot, State: operation.Failed, SnapshotID: "s", CreatedAt: noon.Add(-time.Hour), UpdatedAt: noon.Add(-time.Hour),
		FinishedAt: noon.Add(-time.Hour), Failure: &operation.Failure{Kind: "forbidden"},
	})
	page, _ := d.get("/")
	require.Equal(t, http.StatusSeeOther, d.post("/failures/dismiss", dismissals(page)["delete-snapshot/forbidden"]))
	page, _ = d.get("/")
	require.Empty(t, attentionOn(page))
	require.Len(t, viewtest.Parse(t, page).One(t, "details.dismissed").All("li"), 1)
}

// sampledDays are daily samples of the contract until today, in which the used quota grows by 10 GB a day.
type sampledDays int

func (n sampledDays) Samples(_ context.Context, kind sample.Kind, ids []string, _, _ sample.Month) ([]sample.Row, error) {
	if n < 0 {
		return nil, errors.New("the disk is on fire")
	}
	if kind != sample.OfContract {
		return nil, nil
	}
	rows := map[sample.Month]*sample.Row{}
	for i := range int(n) {
		day := sample.DayOf(noon) - sample.Day(int(n)-1-i)
		var l inventory.Listings
		l.Contract.Limits.HDDProvisionedMB, l.Contract.Limits.HDDPerContractMB = int64(900+10*i-10*int(n))*1024, 1000*1024
		v := inventory.NewView(l, noon)
		entries := sample.Take(coverage.Of(v, coverage.Facts{Target: 24 * time.Hour, Now: noon}), day.Start().Add(12*time.Hour))
		row := rows[day.Month()]
		if row == nil {
			row = &sample.Row{Key: sample.Key{Kind: kind, ID: ids[0]}, Month: day.Month()}
			rows[day.Month()] = row
		}
		row.Days = sample.Put(row.Days, day, entries[len(entries)-1].Data)
	}
	var all []sample.Row
	for _, r := range rows {
		all = append(all, *r)
	}
	return all, nil
}

func TestOverview_QuotaForecast(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"a": {time.Minute}}, func(l *inventory.Listings) {
		l.Contract.Limits.HDDProvisionedMB, l.Contract.Limits.HDDPerContractMB = 890*1024, 1000*1024
	})
	for days, c := range map[int]struct {
		text  string
		chart bool
	}{
		-1: {"0 of 7", false}, 0: {"0 of 7", false}, 1: {"1 of 7", false}, 5: {"5 of 7", true}, 7: {"9 Apr", true}, 60: {"9 Apr", true},
	} {
		page, response := overviewOn(t, m, nil, func(deps *web.Deps) { deps.Samples = sampledDays(days) }).get("/")
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.Contains(t, textOf(page), c.text, days)
		quotas := page[strings.Index(page, `<section id="quotas"`):strings.Index(page, `<section id="cost"`)]
		require.Equal(t, c.chart, strings.Contains(quotas, `class="past"`), days)
		require.Equal(t, days >= 7, strings.Contains(quotas, `class="future"`), days)
	}
}

func TestOverview_HeatMapShowsUnprovenPastAsUnknown(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"a": {50 * time.Hour}, "b": nil})
	page, _ := overviewOn(t, m, nil).get("/")
	states := map[string][]string{}
	for _, row := range viewtest.Parse(t, page).One(t, "[id=heat]").One(t, "tbody").All("tr") {
		states[row.One(t, "th").Words()] = row.One(t, "td.days").Values("path", "data-state")
	}
	require.Equal(t, []string{"unknown", "never"}, states["b"], "without samples the past of a volume without snapshots is unknown")
	require.Contains(t, states["a"], "protected")
	require.Equal(t, "late", states["a"][len(states["a"])-1])
}

func TestOverview_GettingStarted(t *testing.T) {
	t.Parallel()
	m := contractOf(map[string][]time.Duration{"a": {time.Minute}})
	steps := regexp.MustCompile(`data-step="(\w+)" data-done="(\w+)"`)
	for name, c := range map[string]struct {
		simulated, target bool
		want              []string
	}{
		"simulated":     {true, true, []string{"connect false", "sources true", "target true"}},
		"no target":     {false, false, []string{"connect true", "sources true", "target false"}},
		"nothing to do": {false, true, nil},
	} {
		page, _ := overviewOn(t, m, nil, func(deps *web.Deps) {
			deps.Cloud.Simulated, deps.TargetSet = c.simulated, func() bool { return c.target }
		}).get("/")
		var got []string
		for _, step := range steps.FindAllStringSubmatch(page, -1) {
			got = append(got, step[1]+" "+step[2])
		}
		require.Equal(t, c.want, got, name)
	}
}
