package handlers_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
)

// coveredMirror is a changing contract with volumes in all states of protection.
type coveredMirror struct {
	emptyMirror
	ages   map[string]time.Duration // of the snapshot of a volume
	labels []inventory.Label
}

func coveredVolumes() []string {
	return []string{"fresh", "old", "older", "none", "big", "out", "broken"}
}

func newCoveredMirror() *coveredMirror {
	return &coveredMirror{
		ages:   map[string]time.Duration{"fresh": time.Hour, "old": 30 * time.Hour, "older": 90 * time.Hour},
		labels: []inventory.Label{{ResourceType: "volume", ResourceID: "out", Key: inventory.LabelTarget, Value: "none"}, {ResourceType: "volume", ResourceID: "out", Key: inventory.LabelTargetReason, Value: "scratch"}},
	}
}

func (m *coveredMirror) View() *inventory.View {
	l := inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra"}},
		Servers:     []inventory.Server{{ID: "srv", DatacenterID: "dc", Name: "base", VolumeIDs: []string{"fresh", "old"}}},
		Labels:      m.labels,
	}
	for i, id := range coveredVolumes() {
		l.Volumes = append(l.Volumes, inventory.Volume{
			ID: id, DatacenterID: "dc", Name: "disk-" + id, SizeGB: float64(10 * (i + 1)), Type: "HDD", Metadata: inventory.Metadata{State: inventory.StateAvailable},
		})
		if age, exists := m.ages[id]; exists {
			l.Snapshots = append(l.Snapshots, inventory.Snapshot{
				ID: "sn-" + id, Name: id, Location: "de/fra", SizeGB: 10, Description: inventory.Marker{OperationID: "op", VolumeID: id}.Append(""),
				Metadata: inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-age)},
			})
		}
	}
	return inventory.NewView(l, noon)
}

// cover gives a dashboard the report of a mirror, with a failed attempt of one volume.
func cover(m *coveredMirror, d *web.Deps) {
	attempts := coverage.NewAttempts(map[string]coverage.Attempt{"broken": {OperationID: "op-broken", At: noon.Add(-time.Hour), Failed: true, Cause: operation.CodeQuota}})
	d.Coverage = func() *coverage.Report {
		return coverage.Of(m.View(), coverage.Facts{Target: 24 * time.Hour, Attempts: attempts, Now: noon})
	}
}

func setupCovered(t *testing.T) (*dashboard, *coveredMirror) {
	t.Helper()
	m := newCoveredMirror()
	d := setupOn(t, m, func(d *web.Deps) { cover(m, d) })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d, m
}

var (
	tabLink = regexp.MustCompile(`<a href="([^"]+)" data-tab="([^"]*)"[^>]*>\s*[^<]+<span class="num">(\d+)</span>`)
	stateOf = regexp.MustCompile(`data-coverage="([^"]+)"`)
)

func TestVolumeTabs_CountsEqualListsAndExports(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	d.record(operation.Operation{
		ID: newID(), Kind: operation.CreateSnapshot, State: operation.Provisioning, VolumeID: "old", DatacenterID: "dc", Params: operation.CreateParams{Name: "x"}, CreatedAt: noon, UpdatedAt: noon, Actor: "ada",
	})
	want := map[string]string{"": "7", "late": "2", "never": "2", "failing": "1", "protected": "1", "probably": "0", "excluded": "1", "running": "1"}
	for _, list := range []string{"/volumes", "/datacenters/dc", "/volumes?q=disk", "/volumes?type=HDD"} {
		page, _ := d.get(list)
		tabs := tabLink.FindAllStringSubmatch(page, -1)
		require.Len(t, tabs, len(want), list)
		for _, tab := range tabs {
			require.Equal(t, want[tab[2]], tab[3], "%s %s", list, tab[2])
			address := html.UnescapeString(tab[1])
			part, _ := d.get(address)
			require.Equal(t, tab[3], fmt.Sprint(strings.Count(part, `<tr id="row-`)), address)
			require.Contains(t, part, `data-tab="`+tab[2]+`" aria-current="page"`)
			if !strings.HasPrefix(list, "/volumes") {
				continue
			}
			text, _ := d.get(strings.Replace(address, "/volumes", "/volumes.csv", 1))
			lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			require.NoError(t, err)
			require.Equal(t, tab[3], fmt.Sprint(len(lines)-1), address)
			at := slices.Index(lines[0], "coverage")
			for _, line := range lines[1:] {
				if tab[2] != "" && tab[2] != "running" {
					require.Equal(t, tab[2], line[at])
				}
			}
		}
	}
}

func TestVolumes_WorstFirstAndStates(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	page, _ := d.get("/volumes")
	require.Equal(t, "broken big none older old fresh out", rowIDs(page))
	var states []string
	for _, found := range stateOf.FindAllStringSubmatch(page, -1) {
		states = append(states, found[1])
	}
	require.Equal(t, []string{"failing", "never", "never", "late", "late", "protected", "excluded"}, states)
	page, _ = d.get("/volumes?sort=-rank")
	require.Equal(t, "out fresh old older none big broken", rowIDs(page))
	page, _ = d.get("/volumes?coverage=nonsense")
	require.Equal(t, "broken big none older old fresh out", rowIDs(page), "a state that does not exist is ignored")
	require.Equal(t, []string{"coverage"}, ignoredIn(t, page))
}

func TestVolumes_SelectionOfTab(t *testing.T) {
	t.Parallel()
	d, _ := setupCovered(t)
	review := d.reviewOfBatch(url.Values{"match": {"/volumes?coverage=late"}})
	require.Contains(t, review, "disk-older")
	require.Contains(t, review, "disk-old ")
	require.NotContains(t, review, "disk-none")
}

// Rows stay where they were when a list was opened, until a user sorts it.
func TestVolumes_OpenListKeepsOrder(t *testing.T) {
	t.Parallel()
	d, m := setupCovered(t)
	page, _ := d.get("/volumes")
	order := regexp.MustCompile(`data-order="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, order)
	changed := `<a class="button small" href="/volumes">`
	require.NotContains(t, page, changed)

	m.ages["none"], m.ages["fresh"] = time.Minute, 50*time.Hour
	live := func(address string) string {
		var text strings.Builder
		fragments, err := d.web.Fragments(context.Background(), address)
		require.NoError(t, err)
		for _, f := range fragments {
			text.Write(f.HTML)
		}
		return text.String()
	}
	unsorted := live("/volumes?order=" + order[1])
	require.Equal(t, "broken big none older old fresh out", rowIDs(unsorted))
	require.Contains(t, unsorted, changed, "it offers to sort again")
	require.Contains(t, unsorted, `data-order="`+order[1]+`"`)
	require.Contains(t, unsorted, `id="row-none"`)
	require.NotContains(t, unsorted, `order=`+order[1]+`"`+` data-tab`, "no link keeps the order")

	page, _ = d.get("/volumes")
	require.Equal(t, "broken big older fresh old none out", rowIDs(page))
	require.NotContains(t, page, changed)
	require.Equal(t, "broken big older fresh old none out", rowIDs(live("/volumes?order=forgotten")))
	require.Equal(t, rowIDs(live("/volumes?sort=name&order="+order[1])), rowIDs(live("/volumes?sort=name")))
}

// lateSamples are samples in which a volume was late two days ago.
type lateSamples struct{ calls int }

func (p *lateSamples) Samples(_ context.Context, kind sample.Kind, ids []string, from, to sample.Month) ([]sample.Row, error) {
	p.calls++
	day := sample.DayOf(noon) - 2
	entry := []byte{6, 0, 0, 10, 0, 1, 0, 0, 0, 0}
	var rows []sample.Row
	if slices.Contains(ids, "none") {
		rows = append(rows, sample.Row{Key: sample.Key{Kind: kind, ID: "none"}, Month: day.Month(), Days: sample.Put(nil, day, entry)})
	}
	return rows, nil
}

func TestVolumes_StripShowsPast(t *testing.T) {
	t.Parallel()
	m, past := newCoveredMirror(), &lateSamples{}
	d := setupOn(t, m, func(d *web.Deps) {
		cover(m, d)
		d.Samples = past
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	page, _ := d.get("/volumes?q=disk-none")
	require.Contains(t, page, `aria-label="Last 14 days: 1 late, 1 never, 12 unknown"`)
	page, _ = d.get("/volumes?q=disk-fresh")
	require.Contains(t, page, "1 protected")
	calls := past.calls
	_, _ = d.get("/volumes?q=disk-none&per=10")
	require.Equal(t, calls, past.calls, "samples of past days are read once")
}
